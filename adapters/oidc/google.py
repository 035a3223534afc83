"""Google, which writes itself in two ways and is the one to say whose address it is for its own only."""

from collections.abc import Mapping
from typing import Any

from aiohttp import ClientSession
from attrs import frozen
from typing_extensions import override

from adapters.oidc.provider import OidcProvider
from adapters.oidc.said import domain_of
from adapters.oidc.settings import ISSUER_EXPECTS, IssuerUrl, ProviderSettings, client_of
from adapters.section import setting
from ports.identity_providers import ProviderInfo


@frozen(kw_only=True)
class GoogleProvider(OidcProvider):
    """Sign in with Google (developers.google.com/identity/openid-connect)."""

    @override
    def issuers(self) -> tuple[str, ...]:
        return (self.issuer.url, self.issuer.url.partition("://")[2])

    @override
    def settles(self, email: str, said: Mapping[str, Any]) -> bool:
        company = said.get("hd")
        return domain_of(email) == "gmail.com" or (isinstance(company, str) and bool(company))


@frozen(kw_only=True, slots=False)
class GoogleSettings(ProviderSettings):
    """How Google knows us."""

    google_client_id: str | None = setting("ODDIYA_GOOGLE_CLIENT_ID", "the client id of an app at Google", default=None)
    google_client_secret: str | None = setting(
        "ODDIYA_GOOGLE_CLIENT_SECRET", "the secret of that client, if it has one", default=None, secret=True
    )
    google_audiences: tuple[str, ...] = setting(
        "ODDIYA_GOOGLE_AUDIENCES", "client ids of our other apps whose ID tokens we take, with commas", default=()
    )
    google_issuer: IssuerUrl = setting(
        "ODDIYA_GOOGLE_ISSUER", ISSUER_EXPECTS, default=IssuerUrl("https://accounts.google.com")
    )

    def google(self, session: ClientSession) -> GoogleProvider | None:
        """Return the provider, if it is configured."""
        if self.google_client_id is None:
            return None
        issuer = self.issuer(self.google_issuer, name="Google", session=session)
        return GoogleProvider(
            info=ProviderInfo(id="google", name="Google"),
            issuer=issuer,
            client=client_of(issuer, self.google_client_id, lambda: self.google_client_secret, self.google_audiences),
            clock=self.clock,
        )
