"""Where somebody is signed in, over HTTP."""

from collections.abc import AsyncIterator
from datetime import timedelta
from typing import Any

import pytest
from aiohttp import ClientSession
from attrs import frozen

from core.errors import Unauthenticated
from core.identity.model.session import IDLE, Client
from core.identity.model.user import UserId
from entrypoints.http.caller import Caller, RequestInfo
from entrypoints.sessions import SessionRoutes
from tests.builders import an_id
from tests.clocks import ManualClock
from tests.http.asking import problem_in
from tests.http.conftest import a_client, a_service
from tests.identity.sessions import Refreshing, refreshing_in_memory

MINA = UserId(an_id())
LOGOUT = "/api/v1/auth/logout"


async def authenticate(request: RequestInfo) -> Caller:
    """Believe a header that has a user's id and a session's."""
    user_id, _, session_id = request.headers.get("X-Who", "").partition(" ")
    if not user_id:
        raise Unauthenticated
    return Caller(user_id=user_id, session_id=session_id)


@frozen
class Sessions:
    """A running auth service."""

    auth: Refreshing
    clock: ManualClock
    client: ClientSession

    async def sign_in(self, agent: str = "") -> dict[str, str]:
        """Sign Mina in and return the headers of that session, with its refresh token."""
        self.clock.move(timedelta(seconds=1))
        pair = await self.auth.sign_in(MINA, client=Client(agent=agent, address="192.0.2.1"))
        user_id, session_id, _ = pair.access_token.split()
        return {"X-Who": f"{user_id} {session_id}", "X-Token": pair.refresh_token}

    async def listed(self, who: dict[str, str], query: str = "") -> Any:
        async with self.client.get(f"/api/v1/sessions{query}", headers=who) as answer:
            assert answer.status == 200, await answer.text()
            return await answer.json()

    async def agents(self, who: dict[str, str]) -> list[str]:
        return [item["client"]["agent"] for item in (await self.listed(who))["items"]]

    async def delete(self, who: dict[str, str], path: str) -> int:
        async with self.client.delete(f"/api/v1/sessions{path}", headers=who) as answer:
            return answer.status


@pytest.fixture
async def sessions() -> AsyncIterator[Sessions]:
    clock = ManualClock()
    auth = await refreshing_in_memory(clock)
    routes = SessionRoutes(
        list_sessions=auth.list_sessions,
        end_session=auth.end_session,
        end_sessions=auth.end_sessions,
        end_session_of_token=auth.end_session_of_token,
    )
    async with a_client(a_service(authenticators={"user": authenticate}), routes) as client:
        yield Sessions(auth, clock, client)


async def test_sessions_are_listed_with_the_one_that_asks_marked(sessions: Sessions) -> None:
    phone, laptop = await sessions.sign_in("a phone"), await sessions.sign_in("a laptop")
    page = await sessions.listed(phone)
    newest, oldest = page["items"]
    now = sessions.clock.now()
    assert page["next_cursor"] is None
    assert newest == {
        "id": laptop["X-Who"].split()[1],
        "client": {"agent": "a laptop", "address": "192.0.2.1"},
        "created_at": now.isoformat().replace("+00:00", "Z"),
        "last_used_at": now.isoformat().replace("+00:00", "Z"),
        "expires_at": (now + IDLE).isoformat().replace("+00:00", "Z"),
        "current": False,
    }
    assert (oldest["client"]["agent"], oldest["current"]) == ("a phone", True)


async def test_sessions_are_listed_in_pages(sessions: Sessions) -> None:
    for number in range(5):
        who = await sessions.sign_in(f"{number}")
    page, found = await sessions.listed(who, "?limit=2"), []
    while True:
        found.append([item["client"]["agent"] for item in page["items"]])
        if page["next_cursor"] is None:
            break
        page = await sessions.listed(who, f"?limit=2&cursor={page['next_cursor']}")
    assert found == [["4", "3"], ["2", "1"], ["0"]]


async def test_a_session_is_ended_from_another_one(sessions: Sessions) -> None:
    phone, laptop = await sessions.sign_in("a phone"), await sessions.sign_in("a laptop")
    path = "/" + phone["X-Who"].split()[1]
    assert await sessions.delete(laptop, path) == 204
    assert await sessions.agents(laptop) == ["a laptop"]
    assert await sessions.delete(laptop, path) == 404
    assert await sessions.auth.refused(phone["X-Token"])


@pytest.mark.parametrize(
    "text", ["x", "revoked", "0198c0de-0000-7000-8000-000000000001", "%00", "%ED%95%9C", "a" * 500]
)
async def test_what_is_no_session_of_the_callers_is_not_found(sessions: Sessions, text: str) -> None:
    who = await sessions.sign_in()
    async with sessions.client.delete(f"/api/v1/sessions/{text}", headers=who) as answer:
        assert answer.status in (404, 422)
    stranger = {"X-Who": f"{an_id()} {an_id()}"}
    async with sessions.client.delete(f"/api/v1/sessions/{who['X-Who'].split()[1]}", headers=stranger) as answer:
        await problem_in(answer, 404, "session-not-found")
    assert not await sessions.auth.refused(who["X-Token"])


async def test_rt_12_everywhere_is_everywhere(sessions: Sessions) -> None:
    everywhere = [await sessions.sign_in() for _ in range(3)]
    assert await sessions.delete(everywhere[0], "") == 204
    assert all([await sessions.auth.refused(who["X-Token"]) for who in everywhere])


async def test_everywhere_else_leaves_the_session_that_asks(sessions: Sessions) -> None:
    phone = await sessions.sign_in("a phone")
    await sessions.sign_in("a laptop")
    assert await sessions.delete(phone, "?keep_current=true") == 204
    assert await sessions.agents(phone) == ["a phone"]


async def test_rt_15_logging_out_twice_is_logging_out(sessions: Sessions) -> None:
    who = await sessions.sign_in()
    for _ in range(2):
        async with sessions.client.post(LOGOUT, json={"refresh_token": who["X-Token"]}) as answer:
            assert (answer.status, await answer.read()) == (204, b"")
            assert answer.headers["Clear-Site-Data"] == '"cookies","storage"'
            assert answer.headers["Cache-Control"] == "no-store"
    assert await sessions.auth.refused(who["X-Token"])


async def test_logging_out_with_garbage_is_answered_alike(sessions: Sessions) -> None:
    async with sessions.client.post("/api/v1/auth/logout", json={"refresh_token": "garbage"}) as answer:
        assert answer.status == 204


@pytest.mark.parametrize(("method", "path"), [("GET", ""), ("DELETE", ""), ("DELETE", "/x")])
async def test_strangers_are_told_nothing(sessions: Sessions, method: str, path: str) -> None:
    async with sessions.client.request(method, f"/api/v1/sessions{path}") as answer:
        await problem_in(answer, 401, "unauthenticated")
