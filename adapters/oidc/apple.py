"""Apple, which wants a signed secret, answers with a form, tells the name once, and takes its tokens back."""

from collections.abc import Mapping
from contextlib import suppress
from typing import Any

from aiohttp import ClientSession
from attrs import frozen
from authlib.oauth2.rfc7009 import prepare_revoke_token_request
from typing_extensions import override

from adapters.oidc.apple_notice import notice_of
from adapters.oidc.apple_person import name_of
from adapters.oidc.apple_secret import ApplePrivateKey, AppleSecret
from adapters.oidc.client import OK, Tokens
from adapters.oidc.provider import OidcProvider
from adapters.oidc.said import domain_of, is_true
from adapters.oidc.settings import ISSUER_EXPECTS, IssuerUrl, ProviderSettings, client_of, refuse_half
from adapters.oidc.signed_token import signed_by
from adapters.section import setting
from core.identity.model.errors import ProofRefused
from ports.identity_providers import CodeGiven, ProviderInfo, ProviderNotice, SignInAsked

CALLBACK = "/oauth2/callback/apple"
REVOCATION = "/auth/revoke"
RELAY = "privaterelay.appleid.com"


@frozen(kw_only=True)
class AppleProvider(OidcProvider):
    """Sign in with Apple (developer.apple.com/documentation/signinwithapplerestapi)."""

    callback: str

    @override
    async def revoke(self, grant: str) -> None:
        form, _ = prepare_revoke_token_request(grant, "refresh_token")
        answer = await self.client.post(self.issuer.url + REVOCATION, form, in_form=True)
        if answer.status != OK:
            with suppress(ProofRefused):  # it is not valid any more, which is what we want
                self.client.refused(answer)

    @override
    async def notice(self, payload: str) -> ProviderNotice:
        return notice_of(
            await signed_by(self.issuer, payload),
            issuer=self.issuer.url,
            audiences=self.client.audiences,
            now=self.clock.now(),
        )

    @override
    def redirect_uri(self, asked: SignInAsked) -> str:
        return self.callback

    @override
    def parameters(self, asked: SignInAsked) -> dict[str, str]:
        return {"response_mode": "form_post"}  # without it Apple refuses to say who it is

    @override
    def settles(self, email: str, said: Mapping[str, Any]) -> bool:
        return domain_of(email) != RELAY and not is_true(said.get("is_private_email"))

    @override
    def name(self, said: Mapping[str, Any], given: CodeGiven) -> str:
        return name_of(given.person)

    @override
    def grant(self, tokens: Tokens) -> str | None:
        return tokens.refresh_token


@frozen(kw_only=True, slots=False)
class AppleSettings(ProviderSettings):
    """How Apple knows us."""

    apple_client_id: str | None = setting("ODDIYA_APPLE_CLIENT_ID", "the Services ID of our app", default=None)
    apple_team_id: str | None = setting("ODDIYA_APPLE_TEAM_ID", "the ID of our team at Apple", default=None)
    apple_key_id: str | None = setting("ODDIYA_APPLE_KEY_ID", "the ID of the key for Sign in with Apple", default=None)
    apple_private_key: ApplePrivateKey | None = setting(
        "ODDIYA_APPLE_PRIVATE_KEY", "the content of the .p8 file of that key", default=None, secret=True
    )
    apple_audiences: tuple[str, ...] = setting(
        "ODDIYA_APPLE_AUDIENCES", "bundle ids of our apps whose tokens we take, with commas", default=()
    )
    apple_issuer: IssuerUrl = setting(
        "ODDIYA_APPLE_ISSUER", ISSUER_EXPECTS, default=IssuerUrl("https://appleid.apple.com")
    )

    def apple(self, session: ClientSession) -> AppleProvider | None:
        """Return the provider, if it is configured."""
        secret = self._secret()
        if secret is None:
            return None
        issuer = self.issuer(self.apple_issuer, name="Apple", session=session)
        return AppleProvider(
            info=ProviderInfo(id="apple", name="Apple"),
            issuer=issuer,
            client=client_of(issuer, secret.client_id, secret, self.apple_audiences),
            scopes=("name", "email"),
            clock=self.clock,
            callback=self.public_url + CALLBACK,
        )

    def _secret(self) -> AppleSecret | None:
        client_id, team_id, key_id, key = (
            self.apple_client_id,
            self.apple_team_id,
            self.apple_key_id,
            self.apple_private_key,
        )
        refuse_half(
            ODDIYA_APPLE_CLIENT_ID=client_id,
            ODDIYA_APPLE_TEAM_ID=team_id,
            ODDIYA_APPLE_KEY_ID=key_id,
            ODDIYA_APPLE_PRIVATE_KEY=key,
        )
        if client_id is None or team_id is None or key_id is None or key is None:
            return None
        return AppleSecret(client_id=client_id, team_id=team_id, key_id=key_id, private_key=key, clock=self.clock)
