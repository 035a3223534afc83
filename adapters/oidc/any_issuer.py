"""Any OpenID issuer that the operator names, such as a user pool of Cognito; and our own, for development."""

from collections.abc import Mapping
from datetime import timedelta
from typing import Any

from aiohttp import ClientSession
from attrs import evolve, frozen
from typing_extensions import override

from adapters.oidc.client import Tokens
from adapters.oidc.id_token import Expected
from adapters.oidc.provider import OidcProvider
from adapters.oidc.settings import ISSUER_EXPECTS, IssuerUrl, ProviderId, ProviderSettings, client_of, refuse_half
from adapters.section import setting
from adapters.wire.dev_issuer import DevIssuerSection
from core.identity.model.dev_sign_in import CLIENT_ID as DEV_CLIENT_ID
from ports.identity_providers import CodeGiven, ProviderInfo, SignInAsked

DEV = ProviderInfo(id="dev", name="Development")


@frozen(kw_only=True)
class AnyIssuerProvider(OidcProvider):
    """An issuer whose word about addresses counts if the operator says so, and for nothing otherwise."""

    trusts_email: bool = False
    max_age: timedelta | None = None

    @override
    def parameters(self, asked: SignInAsked) -> dict[str, str]:
        given = super().parameters(asked)
        return given if self.max_age is None else {**given, "max_age": f"{self.max_age.total_seconds():.0f}"}

    @override
    def expected(self, given: CodeGiven, tokens: Tokens) -> Expected:
        return evolve(super().expected(given, tokens), max_age=self.max_age)

    @override
    def verifies(self, said: Mapping[str, Any]) -> bool:
        return self.trusts_email and super().verifies(said)

    @override
    def settles(self, email: str, said: Mapping[str, Any]) -> bool:
        return self.trusts_email


@frozen(kw_only=True)
class DevProvider(AnyIssuerProvider):
    """Our own issuer, which lets a script pass."""

    @override
    def parameters(self, asked: SignInAsked) -> dict[str, str]:
        given = super().parameters(asked)
        return {**given, "auto": "1"} if asked.at_once else given


@frozen(kw_only=True, slots=False)
class AnyIssuerSettings(ProviderSettings):
    """How an issuer of the operator's choice knows us."""

    oidc_issuer: IssuerUrl | None = setting("ODDIYA_OIDC_ISSUER", ISSUER_EXPECTS, default=None)
    oidc_client_id: str | None = setting("ODDIYA_OIDC_CLIENT_ID", "the client id of an app there", default=None)
    oidc_client_secret: str | None = setting(
        "ODDIYA_OIDC_CLIENT_SECRET", "the secret of that client, if it has one", default=None, secret=True
    )
    oidc_name: str = setting("ODDIYA_OIDC_NAME", "what people know the issuer by", default="OpenID")
    oidc_id: ProviderId = setting(
        "ODDIYA_OIDC_ID", "what the issuer is called in paths: small letters, digits, -", default=ProviderId("oidc")
    )
    oidc_trusts_email: bool = setting(
        "ODDIYA_OIDC_TRUSTS_EMAIL",
        "true if an address that the issuer has verified may lead to the account that has it",
        default=False,
    )
    oidc_max_age: timedelta | None = setting(
        "ODDIYA_OIDC_MAX_AGE", "seconds after which people must sign in anew there", default=None
    )

    def any_issuer(self, session: ClientSession) -> AnyIssuerProvider | None:
        """Return the provider, if it is configured."""
        refuse_half(ODDIYA_OIDC_ISSUER=self.oidc_issuer, ODDIYA_OIDC_CLIENT_ID=self.oidc_client_id)
        if self.oidc_issuer is None or self.oidc_client_id is None:
            return None
        issuer = self.issuer(self.oidc_issuer, name=self.oidc_name, session=session)
        return AnyIssuerProvider(
            info=ProviderInfo(id=self.oidc_id, name=self.oidc_name),
            issuer=issuer,
            client=client_of(issuer, self.oidc_client_id, lambda: self.oidc_client_secret),
            clock=self.clock,
            trusts_email=self.oidc_trusts_email,
            max_age=self.oidc_max_age,
        )


@frozen(kw_only=True, slots=False)
class DevSettings(ProviderSettings, DevIssuerSection):
    """Whether people may sign in without proving anything."""

    def dev(self, session: ClientSession) -> DevProvider | None:
        """Return the provider, unless this is no development."""
        if self.dev_issuer_url is None:
            return None
        issuer = self.issuer(self.dev_issuer_url, name=DEV.name, session=session)
        return DevProvider(
            info=DEV,
            issuer=issuer,
            client=client_of(issuer, DEV_CLIENT_ID, lambda: None),
            clock=self.clock,
            trusts_email=True,
        )
