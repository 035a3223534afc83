"""Notices as they come, over HTTP: by server-sent events, and by WebSocket with a ticket."""

import asyncio
import json
from collections.abc import AsyncIterator, Mapping
from datetime import timedelta
from typing import Any
from urllib.parse import parse_qsl, urlsplit

import pytest
from aiohttp import ClientResponse, ClientSession, WSMsgType, WSServerHandshakeError
from attrs import define
from structlog.testing import capture_logs

from adapters.memory.cache import MemoryCache
from adapters.system.clock import SystemClock
from adapters.system.randomness import SystemRandomness
from composition.catalogue import adapters_of
from core.errors import Unauthenticated
from core.identity.model.session import SessionId
from core.identity.model.user import UserId
from core.notices.use_cases.live.give_ticket import GiveTicket
from core.notices.use_cases.live.use_ticket import UseTicket
from entrypoints.http.caller import Caller, RequestInfo
from entrypoints.notices.live import NOTICE_EVENTS, LiveRoutes
from entrypoints.notices.tickets import TICKETS, TicketRoutes, socket_url
from entrypoints.notices.websocket import SOCKET, SocketRoutes
from entrypoints.periodic import Periodic
from tests.builders import an_id
from tests.conftest import OpenAdapter
from tests.http.asking import problem_in
from tests.http.conftest import a_client, a_service
from tests.live_rig import CountedWorks, LiveProcess, log

SOON = 5
OFTEN = timedelta(milliseconds=2)
SESSION = SessionId("a-session")


async def authenticate(info: RequestInfo) -> Caller:
    """Believe a bearer token that is the id of its bearer."""
    user_id = info.headers.get("Authorization", "").removeprefix("Bearer ")
    if not user_id:
        raise Unauthenticated
    return Caller(user_id=user_id, session_id=SESSION)


@define
class Desk:
    """A service that people listen to."""

    client: ClientSession
    process: LiveProcess

    async def log(self, *owners: UserId) -> list[str]:
        return [str(one) for one in await log(self.process.works.works, *owners)]

    async def ticket(self, user_id: UserId) -> dict[str, Any]:
        async with self.client.post(TICKETS, headers=as_user(user_id)) as answer:
            assert answer.status == 201
            ticket: dict[str, Any] = await answer.json()
            return ticket

    async def path(self, user_id: UserId, **more: str) -> str:
        parts = urlsplit((await self.ticket(user_id))["url"])
        return f"{parts.path}?{parts.query}" + "".join(f"&{name}={value}" for name, value in more.items())


@pytest.fixture
async def desk(open_adapter: OpenAdapter) -> AsyncIterator[Desk]:
    process = LiveProcess(works=CountedWorks(await open_adapter(adapters_of("notice_works")["memory"])), most=3)
    cache = MemoryCache(clock=SystemClock(), most_bytes=100_000)
    routes = (
        LiveRoutes(following=process.following),
        TicketRoutes(
            give_ticket=GiveTicket(cache=cache, randomness=SystemRandomness()), public_url="https://api.oddiya.app"
        ),
        SocketRoutes(use_ticket=UseTicket(cache=cache, revoked_sessions=process.sessions), following=process.following),
    )
    again = [Periodic(name="again", job=job, every=OFTEN) for job in (process.hub.look, process.hub.sweep)]
    running = [asyncio.create_task(one.run()) for one in again]
    async with a_client(a_service(authenticators={"user": authenticate}), *routes) as client:
        yield Desk(client, process)
    for task in running:
        task.cancel()
    await asyncio.wait(running)


@pytest.fixture
def mina() -> UserId:
    return UserId(an_id())


def as_user(user_id: str) -> Mapping[str, str]:
    return {"Authorization": f"Bearer {user_id}"}


async def event_in(answer: ClientResponse) -> dict[str, Any]:
    """Return the next event of a stream."""
    fields: dict[str, Any] = {}
    async with asyncio.timeout(SOON):
        while (line := (await answer.content.readline()).decode().rstrip("\n")) or not fields:
            name, _, value = line.partition(": ")
            fields[name] = json.loads(value) if name == "data" else value
    return fields


async def test_a_notice_is_an_event_with_its_id_and_kind(desk: Desk, mina: UserId) -> None:
    await desk.log(mina)
    headers = {**as_user(mina), "Accept-Language": "ko"}
    async with desk.client.get(NOTICE_EVENTS, headers=headers) as answer:
        told = await desk.log(UserId(an_id()), mina)
        event = await event_in(answer)
    assert (event["id"], event["event"]) == (told[1], "film-completed")
    assert set(event["data"]) == {"id", "kind", "title", "body", "about", "created_at"}
    assert event["data"]["title"] == "영화가 완성됐어요"
    assert (event["data"]["id"], event["data"]["about"]) == (told[1], {"job_id": "a-job"})


async def test_a_stream_is_resumed_in_the_language_that_is_asked_for(desk: Desk, mina: UserId) -> None:
    told = await desk.log(mina, mina, mina)
    headers = {**as_user(mina), "Last-Event-ID": told[0], "Accept-Language": "ko"}
    async with desk.client.get(f"{NOTICE_EVENTS}?language=ja", headers=headers) as answer:
        events = [await event_in(answer) for _ in range(2)]
    assert [event["id"] for event in events] == told[1:]
    assert events[0]["data"]["title"] == "ムービーが完成しました"


async def test_a_ticket_opens_one_connection(desk: Desk, mina: UserId) -> None:
    ticket = await desk.ticket(mina)
    url = urlsplit(ticket["url"])
    assert (url.scheme, url.netloc, url.path, ticket["expires_in"]) == ("wss", "api.oddiya.app", SOCKET, 30)
    assert dict(parse_qsl(url.query)) == {"ticket": ticket["ticket"]}
    path = f"{url.path}?{url.query}"
    async with desk.client.ws_connect(path) as socket:
        assert await socket.receive_json(timeout=SOON) == {"type": "ready", "last_event_id": "0"}
        (told,) = await desk.log(mina)
        notice = await socket.receive_json(timeout=SOON)
    assert set(notice) == {"type", "id", "kind", "title", "body", "about", "created_at"}
    assert (notice["type"], notice["id"], notice["title"]) == ("notice", told, "Your film is ready")
    with pytest.raises(WSServerHandshakeError) as refused:
        await desk.client.ws_connect(path)
    assert refused.value.status == 401


async def test_a_connection_is_resumed_from_what_was_seen_last(desk: Desk, mina: UserId) -> None:
    told = await desk.log(mina, mina)
    async with desk.client.ws_connect(await desk.path(mina)) as socket:
        ready = await socket.receive_json(timeout=SOON)
    assert ready["last_event_id"] == told[1]
    told += await desk.log(mina)
    for seen, missed in ((told[1], told[2:]), ("0", told)):
        path = await desk.path(mina, last_event_id=seen, language="ko")
        async with desk.client.ws_connect(path) as socket:
            assert (await socket.receive_json(timeout=SOON))["last_event_id"] == seen
            assert [(await socket.receive_json(timeout=SOON))["id"] for _ in missed] == missed


@pytest.mark.parametrize("query", ["ticket=guessed", "ticket=" + "0" * 64])
async def test_whoever_has_no_ticket_is_refused_before_anything_is_upgraded(desk: Desk, query: str) -> None:
    with pytest.raises(WSServerHandshakeError) as refused:
        await desk.client.ws_connect(f"{SOCKET}?{query}")
    assert refused.value.status == 401


async def test_what_is_no_handshake_uses_no_ticket_up(desk: Desk, mina: UserId) -> None:
    path = await desk.path(mina)
    async with desk.client.get(path) as answer:
        await problem_in(answer, 426, "upgrade-required")
    async with desk.client.ws_connect(path) as socket:
        assert (await socket.receive_json(timeout=SOON))["type"] == "ready"


async def test_only_those_who_are_signed_in_get_tickets(desk: Desk) -> None:
    async with desk.client.post(TICKETS, headers={"Authorization": ""}) as answer:
        await problem_in(answer, 401, "unauthenticated")


async def test_signing_out_ends_what_is_listened_to(desk: Desk, mina: UserId) -> None:
    async with desk.client.get(NOTICE_EVENTS, headers=as_user(mina)) as answer:
        async with desk.client.ws_connect(await desk.path(mina), autoclose=False) as socket:
            await socket.receive_json(timeout=SOON)
            desk.process.sessions.ended.add(SESSION)
            heard = await socket.receive(SOON)
            assert (heard.type, heard.data, heard.extra) == (WSMsgType.CLOSE, 4401, "signed-out")
        event = await event_in(answer)
        assert (event["event"], event["data"]["code"]) == ("error", "signed-out")
        assert await answer.content.read() == b""


async def test_a_full_process_says_when_to_come_again_and_uses_no_ticket_up(desk: Desk, mina: UserId) -> None:
    path = await desk.path(mina)
    streams = [await desk.client.get(NOTICE_EVENTS, headers=as_user(mina)) for _ in range(3)]
    async with asyncio.timeout(SOON):
        while b"oddiya_notices_listeners 3.0" not in desk.process.hub.meter.exposition():
            await asyncio.sleep(0.002)
    async with desk.client.get(NOTICE_EVENTS, headers=as_user(mina)) as answer:
        await problem_in(answer, 503, "no-room")
        assert answer.headers["Retry-After"] == "5"
    with pytest.raises(WSServerHandshakeError) as refused:
        await desk.client.ws_connect(path)
    assert refused.value.status == 503
    for stream in streams:
        stream.close()
    async with asyncio.timeout(SOON):
        while b"oddiya_notices_listeners 0.0" not in desk.process.hub.meter.exposition():
            await asyncio.sleep(0.002)
    async with desk.client.ws_connect(path) as socket:
        assert (await socket.receive_json(timeout=SOON))["type"] == "ready"


async def test_no_ticket_is_logged(desk: Desk, mina: UserId) -> None:
    with capture_logs() as lines:
        ticket = await desk.ticket(mina)
        path = f"{SOCKET}?ticket={ticket['ticket']}"
        async with desk.client.ws_connect(path) as socket:
            await socket.receive_json(timeout=SOON)
        with pytest.raises(WSServerHandshakeError):
            await desk.client.ws_connect(path)
    assert [line["status"] for line in lines if line["event"] == "request"] == [201, 101, 401]
    assert ticket["ticket"] not in repr(lines)


@pytest.mark.parametrize(
    ("public", "socket"),
    [
        ("http://127.0.0.1:8080", "ws://127.0.0.1:8080/ws/notifications"),
        ("https://a.b/c", "wss://a.b/c/ws/notifications"),
    ],
)
def test_sockets_are_next_to_everything_else(public: str, socket: str) -> None:
    assert socket_url(public) == socket
