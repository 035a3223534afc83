"""The routes of signing in with a provider, running, and what stands behind them."""

from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from typing import Any

from aiohttp import ClientSession
from attrs import frozen

from entrypoints.hop import hop_authenticator, hop_reader
from entrypoints.identities import IdentityRoutes
from entrypoints.sign_in import SignInRoutes
from tests.hops import a_signer, a_verifier, caller_headers, signed_by
from tests.http.conftest import a_client, a_service
from tests.identity.providers import APP, ProviderFlows, provider_flows

BROWSER = {"Accept": "text/html,application/xhtml+xml,*/*;q=0.8"}
PAGE = {"Origin": "https://app.oddiya.test"}
APPLES_PAGE = {"Origin": "https://appleid.apple.com", "Sec-Fetch-Site": "cross-site"}


def name_of(cookie: str) -> str:
    return cookie.partition("=")[0]


def value_of(cookie: str) -> str:
    return cookie.partition("=")[2]


@frozen
class Door:
    """The running routes, and what stands behind them."""

    flows: ProviderFlows
    client: ClientSession

    async def begin(self, provider: str = "google", **query: str) -> dict[str, Any]:
        async with self.client.get(f"/oauth2/authorize/{provider}", params={"redirect_uri": APP, **query}) as answer:
            assert answer.status == 200, await answer.text()
            begun: dict[str, Any] = await answer.json()
            return begun | {"cookie": answer.headers["Set-Cookie"].partition(";")[0]}

    def answer_of(self, provider: str, state: str, sub: str = "108", **person: str) -> dict[str, str]:
        there = self.flows.providers.get(provider)
        named = {"iss": there.issuer} if there.names_itself else {}
        return {"code": there.approve(state, sub, **person), "state": state, **named}

    def back(self, body: object, provider: str = "google", headers: Mapping[str, str] | None = None) -> Any:
        return self.client.post(f"/oauth2/callback/{provider}", json=body, headers=headers, allow_redirects=False)

    def form(self, body: Any, provider: str = "apple", headers: Mapping[str, str] | None = None) -> Any:
        return self.client.post(f"/oauth2/callback/{provider}", data=body, headers=headers, allow_redirects=False)

    async def sign_in(self, provider: str = "google", sub: str = "108", **person: str) -> dict[str, Any]:
        begun = await self.begin(provider)
        async with self.back(self.answer_of(provider, begun["state"], sub, **person), provider) as answer:
            assert answer.status == 200, await answer.text()
            signed_in: dict[str, Any] = await answer.json()
            return signed_in

    def headers_of(self, signed_in: Mapping[str, Any]) -> dict[str, str]:
        """Return the headers of requests by somebody who has signed in."""
        token = self.flows.mint.read(signed_in["refresh_token"])
        assert token is not None
        return caller_headers(signed_in["user"]["id"], token.session_id)

    @property
    def codes_shown(self) -> int:
        return sum(len(provider.shown) for provider in self.flows.providers.by_id.values())


def routes_of(flows: ProviderFlows, *, secure: bool) -> tuple[object, ...]:
    sign_in = SignInRoutes(
        providers=flows.providers,
        begin_sign_in=flows.begin,
        finish_sign_in=flows.finish,
        forward_form_post=flows.forward,
        receive_provider_notice=flows.receive_notice,
        secure=secure,
    )
    identities = IdentityRoutes(
        list_identities=flows.list_identities,
        begin_link=flows.begin_link,
        link_identity=flows.link,
        unlink_identity=flows.unlink,
    )
    return sign_in, identities


@asynccontextmanager
async def a_door(*, secure: bool = True) -> AsyncIterator[Door]:
    """Run the routes as clients reach them through the gateway by https, or not."""
    async with provider_flows() as flows:
        hops = {"authenticators": {"user": hop_authenticator}, "hop_of": hop_reader(a_verifier(flows.clock))}
        through = [signed_by(a_signer(flows.clock))]
        routes = routes_of(flows, secure=secure)
        async with a_client(a_service(clock=flows.clock, **hops), *routes, through=through) as client:
            yield Door(flows, client)
