"""Kakao, whose ID token does not say whether the address is verified: its own user information does."""

from collections.abc import Mapping
from typing import Any

from aiohttp import ClientSession
from attrs import frozen
from typing_extensions import override

from adapters.oidc.client import Tokens
from adapters.oidc.provider import OidcProvider
from adapters.oidc.settings import ISSUER_EXPECTS, IssuerUrl, ProviderSettings, client_of
from adapters.section import setting
from core.identity.model.errors import ProofRefused
from ports.identity_providers import CodeGiven, ProviderInfo

USER = "/v2/user/me"


@frozen(kw_only=True)
class KakaoProvider(OidcProvider):
    """Kakao Login (developers.kakao.com/docs/latest/en/kakaologin).

    An address never leads to another account: Kakao has seen that it is the person's once, but does not run it.
    """

    api: str

    @override
    async def said(self, claims: Mapping[str, Any], tokens: Tokens) -> Mapping[str, Any]:
        user = await self.issuer.web.get(self.api + USER, bearer=tokens.access_token)
        if str(user.get("id")) != claims["sub"]:
            raise ProofRefused(why="the user information is somebody else's")
        found = user.get("kakao_account")
        account = found if isinstance(found, dict) else {}
        verified = account.get("is_email_valid") is True and account.get("is_email_verified") is True
        return {**claims, "email": account.get("email"), "email_verified": verified}

    @override
    def name(self, said: Mapping[str, Any], given: CodeGiven) -> str:
        return super().name({"name": said.get("nickname")}, given)


@frozen(kw_only=True, slots=False)
class KakaoSettings(ProviderSettings):
    """How Kakao knows us."""

    kakao_client_id: str | None = setting("ODDIYA_KAKAO_CLIENT_ID", "the REST API key of an app at Kakao", default=None)
    kakao_client_secret: str | None = setting(
        "ODDIYA_KAKAO_CLIENT_SECRET", "the secret of that app, if it has one", default=None, secret=True
    )
    kakao_audiences: tuple[str, ...] = setting(
        "ODDIYA_KAKAO_AUDIENCES", "other keys of that app whose ID tokens we take, with commas", default=()
    )
    kakao_scopes: tuple[str, ...] = setting(
        "ODDIYA_KAKAO_SCOPES",
        "what else people are asked to agree to, as the app's console allows it, with commas",
        default=("account_email", "profile_nickname"),
    )
    kakao_issuer: IssuerUrl = setting(
        "ODDIYA_KAKAO_ISSUER", ISSUER_EXPECTS, default=IssuerUrl("https://kauth.kakao.com")
    )
    kakao_api: IssuerUrl = setting(
        "ODDIYA_KAKAO_API",
        "the https URL under which Kakao tells of people",
        default=IssuerUrl("https://kapi.kakao.com"),
    )

    def kakao(self, session: ClientSession) -> KakaoProvider | None:
        """Return the provider, if it is configured."""
        if self.kakao_client_id is None:
            return None
        issuer = self.issuer(self.kakao_issuer, name="Kakao", session=session)
        return KakaoProvider(
            info=ProviderInfo(id="kakao", name="Kakao"),
            issuer=issuer,
            client=client_of(issuer, self.kakao_client_id, lambda: self.kakao_client_secret, self.kakao_audiences),
            scopes=self.kakao_scopes,
            clock=self.clock,
            api=self.kakao_api,
        )
