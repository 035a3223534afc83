"""A real application behind the gateway's connections: over TCP, and hosted in the same process."""

import asyncio
from collections.abc import AsyncIterator, Callable
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from datetime import timedelta
from hashlib import sha256
from math import inf
from typing import Any

import pytest
from attrs import define, field

from entrypoints.gateway.http1.wire import Wire
from entrypoints.gateway.upstream.dialling import Dial, TcpDial, Unreachable
from entrypoints.gateway.upstream.loopback.dial import LoopbackDial
from entrypoints.gateway.upstream.service_url import ServiceUrl
from entrypoints.gateway.upstream.upstream import Upstream
from entrypoints.http.app import http_app
from entrypoints.http.caller import RequestInfo
from entrypoints.http.files import FileReply
from entrypoints.http.raw_body import RawBody
from entrypoints.http.route import get, post
from entrypoints.http.server import hosted, serve
from entrypoints.http.sse import Event, EventStream
from tests.http.conftest import a_service
from tests.http.sample import Progress, SampleRoutes
from tests.waiting import until

PATIENCE = 10
SHORT = timedelta(milliseconds=150)
LARGE = bytes(range(256)) * 40_000
ONE_READ = 256 * 1024


@define(eq=False)
class Work:
    """Work that a test holds in its hands."""

    begun: asyncio.Event = field(factory=asyncio.Event)
    go: asyncio.Event = field(factory=asyncio.Event)
    ended: asyncio.Event = field(factory=asyncio.Event)
    most_waiting: int = 0

    @post("/work", security="public")
    async def work(self) -> dict[str, str]:
        """Work."""
        self.begun.set()
        try:
            await self.go.wait()
        finally:
            self.ended.set()
        return {"said": "done"}

    @get("/events", security="public")
    async def stream(self) -> EventStream[Progress]:
        """Begin, and never end."""
        return EventStream(self._events())

    async def _events(self) -> AsyncIterator[Event[Progress]]:
        self.begun.set()
        try:
            yield Event(data=Progress(done=1))
            await self.go.wait()
            yield Event(data=Progress(done=2))
            await asyncio.Event().wait()
        finally:
            self.ended.set()

    @post("/digest", security="public", body_limit=len(LARGE))
    async def digest(self, body: RawBody) -> str:
        """Read slowly."""
        seen = sha256()
        async for piece in body:
            seen.update(piece)
            self.most_waiting = max(self.most_waiting, len(piece))
            await asyncio.sleep(0)
        return seen.hexdigest()

    @get("/large", security="public")
    async def large(self) -> FileReply:
        """Say much."""
        return FileReply.of_bytes(LARGE, content_type="application/octet-stream")

    @get("/breaks", security="public")
    async def break_off(self) -> FileReply:
        """Promise more than there is."""
        return FileReply(content_type="text/plain", read=self._too_little, length=100)

    async def _too_little(self, start: int, stop: int | None) -> AsyncIterator[bytes]:
        yield f"from {start} to {stop}".encode()
        await self.go.wait()
        raise ZeroDivisionError

    @get("/me", security="public")
    async def me(self, request: RequestInfo) -> str:
        """Say who asked."""
        return request.client_address


Open = Callable[..., AbstractAsyncContextManager[tuple[Work, Dial]]]


@pytest.fixture(params=["served", "hosted"])
def running(request: pytest.FixtureRequest) -> Open:
    """Run an application, and tell how it is reached."""
    is_served = request.param == "served"

    @asynccontextmanager
    async def run(wires: set[Wire], **manner: Any) -> AsyncIterator[tuple[Work, Dial]]:
        work = Work()
        app = http_app(a_service(), [work, SampleRoutes()])
        if is_served:
            async with serve(app, "127.0.0.1", 0, **manner) as serving:
                yield work, TcpDial(ServiceUrl(f"http://127.0.0.1:{serving.port}"), wires)
        else:
            async with hosted(app, **manner) as listener:
                yield work, LoopbackDial(listener, wires)

    return run


@pytest.fixture
async def wires() -> AsyncIterator[set[Wire]]:
    """Hang up on what is left after a test, and wait until nothing is."""
    wires: set[Wire] = set()
    yield wires
    for wire in tuple(wires):
        wire.abort()

    async def none_left() -> bool:
        return not wires

    await until(none_left)


def ask(wire: Wire, line: bytes, body: bytes | None = None) -> None:
    length = b"" if body is None else b"Content-Length: %d\r\n" % len(body)
    wire.write(line + b" HTTP/1.1\r\nHost: x\r\n" + length + b"\r\n" + (body or b""))


async def answer(wire: Wire) -> tuple[bytes, bytes]:
    """Return the head and the body of an answer that has a length."""
    head = (await asyncio.wait_for(wire.head(by=inf), PATIENCE)).lower()
    length = int(head.partition(b"content-length: ")[2].partition(b"\r\n")[0])
    body = b""
    while len(body) < length:
        piece = await asyncio.wait_for(wire.piece(by=inf), PATIENCE)
        assert piece, body
        assert len(piece) <= 2 * ONE_READ
        body += piece
        await asyncio.sleep(0)
    return head, body


async def until_said(wire: Wire, what: bytes) -> bytes:
    """Return what comes, once it contains something."""
    got = b""
    while what not in got:
        piece = await asyncio.wait_for(wire.piece(by=inf), PATIENCE)
        assert piece, got
        got += piece
    return got


async def test_an_application_answers_one_request_after_another(running: Open, wires: set[Wire]) -> None:
    async with running(wires) as (_, dial):
        upstream = Upstream(name="sample", host=b"x", dial=dial)
        for number in range(20):
            wire = await upstream.lend()
            assert wire.was_used == (number > 0)
            ask(wire, b"GET /files/n%d" % number)
            head, body = await answer(wire)
            assert head.startswith(b"http/1.1 200 ok\r\n")
            assert body == b"n%d" % number
            upstream.give_back(wire)
        assert len(wires) == 1


async def test_an_application_sees_a_client_of_this_machine(running: Open, wires: set[Wire]) -> None:
    async with running(wires) as (_, dial):
        wire = await dial()
        ask(wire, b"GET /me")
        assert (await answer(wire))[1] == b'"127.0.0.1"'


async def test_a_large_body_is_taken_as_it_comes(running: Open, wires: set[Wire]) -> None:
    async with running(wires) as (work, dial):
        wire = await dial()
        wire.write(b"POST /digest HTTP/1.1\r\nHost: x\r\nContent-Length: %d\r\n\r\n" % len(LARGE))
        for start in range(0, len(LARGE), 50_000):
            wire.write(LARGE[start : start + 50_000])
            assert wire.transport.get_write_buffer_size() <= 2 * 64 * 1024
            if wire.is_full:
                await asyncio.wait_for(wire.room(by=inf), PATIENCE)
        assert (await answer(wire))[1] == b'"%s"' % sha256(LARGE).hexdigest().encode()
        assert 0 < work.most_waiting < 1024 * 1024


async def test_a_large_answer_is_sent_as_it_is_taken(running: Open, wires: set[Wire]) -> None:
    async with running(wires) as (_, dial):
        wire = await dial()
        ask(wire, b"GET /large")
        assert (await answer(wire))[1] == LARGE


async def test_events_come_as_they_happen_and_end_when_nobody_listens(running: Open, wires: set[Wire]) -> None:
    async with running(wires) as (work, dial):
        wire = await dial()
        ask(wire, b"GET /events")
        assert b"text/event-stream" in await until_said(wire, b'{"done":1}')
        assert not work.ended.is_set()
        work.go.set()
        await until_said(wire, b'{"done":2}')
        wire.abort()
        await asyncio.wait_for(work.ended.wait(), PATIENCE)


async def test_an_application_that_breaks_off_hangs_up(running: Open, wires: set[Wire]) -> None:
    async with running(wires) as (work, dial):
        wire = await dial()
        ask(wire, b"GET /breaks")
        await until_said(wire, b"from 0 to")
        assert wire.is_open
        work.go.set()
        assert await asyncio.wait_for(wire.piece(by=inf), PATIENCE) == b""
        assert not wire.is_open


async def test_what_is_asked_for_is_finished_though_nobody_waits_any_more(running: Open, wires: set[Wire]) -> None:
    async with running(wires) as (work, dial):
        wire = await dial()
        ask(wire, b"POST /work", b"")
        await asyncio.wait_for(work.begun.wait(), PATIENCE)
        wire.abort()
        await until(lambda: _lost(wire))
        assert not work.ended.is_set()
        work.go.set()
        await asyncio.wait_for(work.ended.wait(), PATIENCE)


async def _lost(wire: Wire) -> bool:
    return wire.is_over


async def test_a_connection_over_which_nothing_is_said_is_closed(running: Open, wires: set[Wire]) -> None:
    async with running(wires, header_deadline=SHORT) as (_, dial):
        wire = await dial()
        assert await asyncio.wait_for(wire.piece(by=inf), PATIENCE) == b""


async def test_what_is_being_answered_is_finished_before_an_application_stops(running: Open, wires: set[Wire]) -> None:
    async with running(wires, drain=SHORT, grace=timedelta(seconds=PATIENCE)) as (work, dial):
        busy, streaming, idle = [await dial() for _ in range(3)]
        ask(idle, b"GET /files/a")
        await answer(idle)
        ask(busy, b"POST /work", b"")
        ask(streaming, b"GET /events")
        await until_said(streaming, b'{"done":1}')
        await asyncio.wait_for(work.begun.wait(), PATIENCE)
        watch = asyncio.create_task(_watch(work, dial, busy=busy, streaming=streaming, idle=idle))
    await watch
    with pytest.raises(Unreachable):
        await dial()


async def _watch(work: Work, dial: Dial, *, busy: Wire, streaming: Wire, idle: Wire) -> None:
    """Look at an application from outside while it stops."""
    while True:  # for as long as it drains, it says so and serves
        wire = await dial()
        ask(wire, b"GET /health/ready")
        head, _ = await answer(wire)
        if head.startswith(b"http/1.1 503"):
            assert b"connection: close" in head
            break
    assert await asyncio.wait_for(idle.piece(by=inf), PATIENCE) == b""
    await until_said(streaming, b"0\r\n\r\n")
    with pytest.raises(Unreachable) as refused:
        await dial()
    assert refused.value.reason == "connection_refused"
    work.go.set()
    head, body = await answer(busy)
    assert b"connection: close" in head
    assert body == b'{"said":"done"}'
    assert await asyncio.wait_for(busy.piece(by=inf), PATIENCE) == b""


async def test_what_takes_longer_than_the_grace_is_cancelled(running: Open, wires: set[Wire]) -> None:
    async with running(wires, grace=SHORT) as (work, dial):
        wire = await dial()
        ask(wire, b"POST /work", b"")
        await asyncio.wait_for(work.begun.wait(), PATIENCE)
    assert work.ended.is_set()
    assert await asyncio.wait_for(wire.piece(by=inf), PATIENCE) == b""
