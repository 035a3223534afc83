"""Who a request is from: an access token in the header Authorization, and in no other place."""

from collections.abc import AsyncIterator

import pytest
from aiohttp import ClientSession
from attrs import Factory, frozen
from multidict import CIMultiDict
from typing_extensions import override

from adapters.jose.access_claims import ClaimRules
from adapters.jose.key_ring_memory import MemoryKeyRing
from adapters.jose.token_key import TokenKey
from adapters.jose.token_verifier import JoseTokenVerifier
from core.identity.model.session import SessionId
from entrypoints.access_token import access_token_authenticator
from entrypoints.http.caller import PUBLIC, Caller
from entrypoints.http.route import get
from ports.sessions import RevokedSessions
from tests.clocks import ManualClock
from tests.http.asking import problem_in
from tests.http.conftest import a_client, a_service
from tests.tokens.forging import AUDIENCE, ISSUER, NOW, SECONDS, SESSION, USER, header, payload, rs256, token

KEY = TokenKey.made()
GOOD = token(header(KEY), payload(), rs256(KEY))
EXPIRED = token(header(KEY), payload(exp=SECONDS - 60), rs256(KEY))


@frozen(kw_only=True)
class Asked:
    """Who asks."""

    user_id: str
    session_id: str | None


class WhoRoutes:
    """Tells people who they are."""

    @get("/who")
    async def who(self, caller: Caller) -> Asked:
        """Tell who asks."""
        return Asked(user_id=caller.user_id, session_id=caller.session_id)

    @get("/anybody", security=PUBLIC)
    async def anybody(self) -> None:
        """Ask nobody."""


@frozen
class Ended(RevokedSessions):
    """Sessions that a test has ended."""

    sessions: set[SessionId] = Factory(set)

    @override
    def has(self, session_id: SessionId) -> bool:
        return session_id in self.sessions


@pytest.fixture
def ended() -> Ended:
    return Ended()


@pytest.fixture
async def client(ended: Ended) -> AsyncIterator[ClientSession]:
    rules = ClaimRules(issuer=ISSUER, audience=AUDIENCE)
    clock = ManualClock(NOW)
    verifier = JoseTokenVerifier(keys=MemoryKeyRing(key=KEY, clock=clock), rules=rules, clock=clock)
    service = a_service(authenticators={"user": access_token_authenticator(verifier, ended)})
    async with a_client(service, WhoRoutes()) as session:
        session.headers.popall("Authorization")
        yield session


@pytest.mark.parametrize("scheme", ["Bearer", "bearer", "BEARER", "Bearer "])
async def test_jw_16_the_scheme_is_written_in_any_case(client: ClientSession, scheme: str) -> None:
    async with client.get("/who", headers={"Authorization": f"{scheme} {GOOD}"}) as answer:
        assert await answer.json() == {"user_id": USER, "session_id": SESSION}


async def test_jw_16_two_tokens_are_one_too_many(client: ClientSession) -> None:
    bearer = f"Bearer {GOOD}"
    for sent in (
        CIMultiDict([("Authorization", bearer), ("Authorization", bearer)]),
        CIMultiDict([("Authorization", "Basic bWluYTo="), ("Authorization", bearer)]),
        CIMultiDict([("Authorization", f"{bearer}, {bearer}")]),
        CIMultiDict([("Authorization", f"{bearer},{bearer}")]),
    ):
        async with client.get("/who", headers=sent) as answer:
            await problem_in(answer, 400, "bad-header")


async def test_jw_16_a_token_in_the_cookie_is_not_looked_for(client: ClientSession) -> None:
    async with client.get("/who", headers={"Cookie": f"access_token={GOOD}"}) as answer:
        await problem_in(answer, 401, "unauthenticated")


@pytest.mark.parametrize("sent", [None, "", "Bearer", "Bearer ", GOOD, "Basic bWluYTo=", f"DPoP {GOOD}"])
async def test_jw_17_without_a_token_there_is_no_error_code(client: ClientSession, sent: str | None) -> None:
    headers = {} if sent is None else {"Authorization": sent}
    async with client.get("/who", headers=headers) as answer:
        await problem_in(answer, 401, "unauthenticated")
        assert answer.headers["WWW-Authenticate"] == "Bearer"


@pytest.mark.parametrize("sent", [EXPIRED, GOOD[:-1], f"{GOOD} {GOOD}", "x", "서울".encode().decode("latin-1")])
async def test_an_invalid_token_is_called_invalid(client: ClientSession, sent: str) -> None:
    async with client.get("/who", headers={"Authorization": f"Bearer {sent}"}) as answer:
        await problem_in(answer, 401, "invalid-token")
        assert answer.headers["WWW-Authenticate"] == 'Bearer error="invalid_token"'


async def test_jw_18_an_expired_token_is_no_trouble_where_none_is_wanted(client: ClientSession) -> None:
    async with client.get("/anybody", headers={"Authorization": f"Bearer {EXPIRED}"}) as answer:
        assert answer.status == 204


async def test_jw_20_a_token_of_an_ended_session_is_invalid(client: ClientSession, ended: Ended) -> None:
    ended.sessions.add(SessionId(SESSION))
    async with client.get("/who", headers={"Authorization": f"Bearer {GOOD}"}) as answer:
        await problem_in(answer, 401, "invalid-token")
