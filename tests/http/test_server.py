"""The server over bare sockets: slow clients, broken requests, stopping."""

import asyncio
import socket
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import timedelta
from typing import Any

import pytest
from aiohttp import ClientSession, web
from aiohttp.http_parser import HttpRequestParser
from attrs import define, field

from entrypoints.http.app import http_app
from entrypoints.http.raw_body import RawBody
from entrypoints.http.route import get, post
from entrypoints.http.server import PortTaken, Serving, serve
from tests.http.asking import problem_in
from tests.http.conftest import MINA, a_service
from tests.http.sample import SampleRoutes
from tests.http.wire import Wire, wired

HEAD = b"GET /files/abc HTTP/1.1\r\nHost: x\r\n\r\n"
SHORT = timedelta(milliseconds=150)


@define
class Work:
    """Work that a test holds in its hands."""

    begun: asyncio.Event = field(factory=asyncio.Event)
    go: asyncio.Event = field(factory=asyncio.Event)
    done: asyncio.Event = field(factory=asyncio.Event)
    cancelled: asyncio.Event = field(factory=asyncio.Event)

    @post("/work", security="public")
    async def work(self) -> dict[str, str]:
        """Work."""
        self.begun.set()
        try:
            await self.go.wait()
        except asyncio.CancelledError:
            self.cancelled.set()
            raise
        self.done.set()
        return {"said": "done"}

    @post("/echo", security="public")
    async def echo(self, body: dict[str, str]) -> dict[str, str]:
        """Say the same."""
        return body

    @post("/pieces", security="public")
    async def count(self, body: RawBody) -> dict[str, int]:
        """Count."""
        return {"bytes": sum([len(piece) async for piece in body])}

    @get("/fails", security="public")
    async def fail(self) -> None:
        """Fail."""
        raise ZeroDivisionError("the password is hunter2")

    @get("/refused", security="public")
    async def refuse(self) -> None:
        """Fail as a driver does whose server is away."""
        raise ConnectionRefusedError

    @get("/large", security="public")
    async def large(self) -> str:
        """Say much."""
        return "x" * 50_000_000


@asynccontextmanager
async def working(**options: Any) -> AsyncIterator[tuple[Work, Serving]]:
    work = Work()
    service = a_service(**{name: options.pop(name) for name in ("body_deadline", "body_idle") if name in options})
    async with serve(http_app(service, [work, SampleRoutes()]), "127.0.0.1", 0, linger=SHORT, **options) as serving:
        yield work, serving


def test_the_parser_is_the_one_written_in_c() -> None:
    assert HttpRequestParser.__module__ == "aiohttp._http_parser"


async def test_a_client_that_says_nothing_is_hung_up_on() -> None:
    async with working(header_deadline=SHORT) as (_, serving), wired(serving.url) as wire:
        assert await wire.is_closed()


@pytest.mark.parametrize("begun", [b"G", b"GET / HTTP/1.1\r\n", b"GET / HTTP/1.1\r\nHost: x\r\nX: y\r\n"])
async def test_a_client_that_does_not_finish_its_headers_is_told_408(begun: bytes) -> None:
    async with working(header_deadline=SHORT) as (_, serving), wired(serving.url) as wire:
        await wire.send(begun)
        said = await wire.answer()
        assert (said.status, said.problem()["code"]) == (408, "too-slow")
        assert said.headers["connection"] == "close"
        assert await wire.is_closed()


async def test_a_client_that_sends_its_headers_bit_by_bit_has_no_more_time() -> None:
    async with working(header_deadline=SHORT) as (_, serving), wired(serving.url) as wire:
        began = asyncio.get_running_loop().time()
        drip = asyncio.ensure_future(_drip(wire))
        assert (await wire.answer()).status == 408
        assert asyncio.get_running_loop().time() - began < 2
        drip.cancel()


async def _drip(wire: Wire) -> None:
    await wire.send(b"GET / HTTP/1.1\r\nHost: x\r\nX: ")
    while True:
        await wire.send(b"y")
        await asyncio.sleep(0.01)


async def test_the_deadline_holds_for_later_requests_of_a_connection_too() -> None:
    async with working(header_deadline=SHORT) as (_, serving), wired(serving.url) as wire:
        for _ in range(2):
            await wire.send(HEAD)
            assert (await wire.answer()).status == 200
        await asyncio.sleep(SHORT.total_seconds() * 1.5)
        await wire.send(HEAD[:20])
        assert (await wire.answer()).status == 408


async def test_a_quiet_connection_between_requests_is_kept_while_it_may_be_idle() -> None:
    async with working(header_deadline=SHORT, idle=timedelta(seconds=1)) as (_, serving), wired(serving.url) as wire:
        await wire.send(HEAD)
        await wire.answer()
        await asyncio.sleep(SHORT.total_seconds() * 2)
        await wire.send(HEAD)
        assert (await wire.answer()).status == 200
        assert await wire.is_closed()


async def test_a_request_cut_into_bytes_is_understood(service_url: str) -> None:
    async with wired(service_url) as wire:
        for byte in HEAD:
            await wire.send(bytes((byte,)))
            await asyncio.sleep(0)
        assert (await wire.answer()).body == b"abc"


async def test_requests_that_follow_each_other_at_once_are_answered_in_order(service_url: str) -> None:
    async with wired(service_url) as wire:
        await wire.send(b"".join(HEAD.replace(b"abc", b"n%d" % number) for number in range(200)))
        assert [(await wire.answer()).body for _ in range(200)] == [b"n%d" % number for number in range(200)]


BROKEN: dict[str, tuple[bytes, int]] = {
    "no HTTP": (b"hello\r\n\r\n", 400),
    "TLS": (b"\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03", 400),
    "another version": (b"GET / HTTP/2.0\r\nHost: x\r\n\r\n", 400),
    "an unknown method": (b"BREW / HTTP/1.1\r\nHost: x\r\n\r\n", 405),
    "a method in lower case": (b"get / HTTP/1.1\r\nHost: x\r\n\r\n", 405),
    "no host": (b"GET / HTTP/1.1\r\n\r\n", 400),
    "two hosts": (b"GET / HTTP/1.1\r\nHost: x\r\nHost: y\r\n\r\n", 400),
    "a space before the colon": (b"GET / HTTP/1.1\r\nHost : x\r\n\r\n", 400),
    "a folded header": (b"GET / HTTP/1.1\r\nHost: x\r\nA: b\r\n c\r\n\r\n", 400),
    "NUL in a header": (b"GET / HTTP/1.1\r\nHost: x\r\nA: b\x00c\r\n\r\n", 400),
    "a bare line feed": (b"GET / HTTP/1.1\nHost: x\n\n", 400),
    "NUL in the path": (b"GET /\x00 HTTP/1.1\r\nHost: x\r\n\r\n", 400),
    "a long URL": (b"GET /" + b"x" * 8190 + b" HTTP/1.1\r\nHost: x\r\n\r\n", 414),
    "a long header": (b"GET / HTTP/1.1\r\nHost: x\r\nA: " + b"x" * 8190 + b"\r\n\r\n", 431),
    "a long name of a header": (b"GET / HTTP/1.1\r\nHost: x\r\n" + b"A" * 8190 + b": x\r\n\r\n", 431),
    "many headers": (b"GET / HTTP/1.1\r\nHost: x\r\n" + b"A: b\r\n" * 101 + b"\r\n", 431),
    "a length and chunks": (
        b"POST /echo HTTP/1.1\r\nHost: x\r\nContent-Length: 5\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n",
        400,
    ),
    "chunks and a length": (
        b"POST /echo HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\nContent-Length: 5\r\n\r\n0\r\n\r\n",
        400,
    ),
    "two lengths": (b"POST /echo HTTP/1.1\r\nHost: x\r\nContent-Length: 5\r\nContent-Length: 6\r\n\r\nhello", 400),
    "one length twice": (b"POST /echo HTTP/1.1\r\nHost: x\r\nContent-Length: 5\r\nContent-Length: 5\r\n\r\nhello", 400),
    "a signed length": (b"POST /echo HTTP/1.1\r\nHost: x\r\nContent-Length: +5\r\n\r\nhello", 400),
    "a negative length": (b"POST /echo HTTP/1.1\r\nHost: x\r\nContent-Length: -5\r\n\r\nhello", 400),
    "a hexadecimal length": (b"POST /echo HTTP/1.1\r\nHost: x\r\nContent-Length: 0x5\r\n\r\nhello", 400),
    "an unknown coding": (b"POST /echo HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: xchunked\r\n\r\n0\r\n\r\n", 400),
    "chunked not last": (
        b"POST /echo HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked, identity\r\n\r\n0\r\n\r\n",
        400,
    ),
}


@pytest.mark.parametrize(("sent", "status"), BROKEN.values(), ids=BROKEN.keys())
async def test_what_is_no_request_is_a_problem_and_the_end(service_url: str, sent: bytes, status: int) -> None:
    async with wired(service_url) as wire:
        await wire.send(sent)
        said = await wire.answer()
        assert said.status == status
        said.problem()
        assert said.headers["connection"] == "close"
        assert said.headers["server"] == "sample"
        assert await wire.is_closed()


CHUNKS = b"POST /echo HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\nTransfer-Encoding: chunked\r\n\r\n"


@pytest.mark.parametrize(
    "chunk",
    [b"0x5\r\nhello\r\n", b"+5\r\nhello\r\n", b"5\r\nhelloX\r\n", b"G\r\n", b"0_5\r\nhello\r\n", b"5;\n\r\nhello\r\n"],
)
async def test_a_broken_chunk_is_400_and_the_end(chunk: bytes) -> None:
    async with working() as (_, serving), wired(serving.url) as wire:
        await wire.send(CHUNKS + chunk)
        said = await wire.answer()
        assert (said.status, said.problem()["code"]) == (400, "bad-request")
        assert await wire.is_closed()


async def test_targets_that_name_no_path_are_nowhere(service_url: str) -> None:
    for sent in (b"OPTIONS * HTTP/1.1\r\nHost: x\r\n\r\n", b"GET http://elsewhere/nothing HTTP/1.1\r\nHost: x\r\n\r\n"):
        async with wired(service_url) as wire:
            await wire.send(sent)
            assert (await wire.answer()).problem()["code"] == "no-such-route"
    async with wired(service_url) as wire:
        await wire.send(b"CONNECT elsewhere:443 HTTP/1.1\r\nHost: x\r\n\r\n")
        assert (await wire.answer()).status in (404, 405)


async def test_an_old_client_is_answered_and_hung_up_on(service_url: str) -> None:
    async with wired(service_url) as wire:
        await wire.send(b"GET /files/abc HTTP/1.0\r\n\r\n")
        assert (await wire.answer()).body == b"abc"
        assert await wire.is_closed()
    async with wired(service_url) as wire:
        await wire.send(b"GET /health/live HTTP/1.0\r\nConnection: keep-alive\r\n\r\n" * 2)
        assert [(await wire.answer()).status for _ in range(2)] == [200, 200]


async def test_a_client_that_asks_to_close_is_hung_up_on(service_url: str) -> None:
    async with wired(service_url) as wire:
        await wire.send(b"GET /health/live HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n")
        assert (await wire.answer()).headers["connection"] == "close"
        assert await wire.is_closed()


async def test_a_body_that_does_not_come_is_408() -> None:
    async with working(body_deadline=SHORT) as (_, serving), wired(serving.url) as wire:
        await wire.send(
            b"POST /echo HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\nContent-Length: 9\r\n\r\n{"
        )
        assert (await wire.answer()).problem()["code"] == "too-slow"
        assert await wire.is_closed()


async def test_a_streamed_body_that_stops_coming_is_408() -> None:
    async with working(body_idle=SHORT) as (_, serving), wired(serving.url) as wire:
        await wire.send(b"POST /pieces HTTP/1.1\r\nHost: x\r\nContent-Length: 9\r\n\r\n123")
        assert (await wire.answer()).problem()["code"] == "too-slow"
        assert await wire.is_closed()


async def test_a_client_that_waits_is_told_to_go_on_once_its_body_is_wanted() -> None:
    async with working() as (_, serving), wired(serving.url) as wire:
        head = b"POST /echo HTTP/1.1\r\nHost: x\r\nExpect: 100-continue\r\nContent-Length: 2\r\n"
        await wire.send(head + b"Content-Type: application/json\r\n\r\n")
        assert (await wire.answer()).status == 100
        await wire.send(b"{}")
        assert (await wire.answer()).body == b"{}"
    async with working() as (_, serving), wired(serving.url) as wire:
        await wire.send(head + b"Content-Type: text/plain\r\n\r\n")
        assert (await wire.answer()).status == 415


async def test_a_mistake_of_ours_tells_nothing_but_its_request_id() -> None:
    async with working() as (_, serving), wired(serving.url) as wire:
        for path in (b"/fails", b"/refused"):
            await wire.send(HEAD.replace(b"/files/abc", path))
            said = await wire.answer()
            assert said.problem()["code"] == "internal"
            assert b"hunter2" not in said.body
            assert b"ZeroDivision" not in said.body
        await wire.send(HEAD)
        assert (await wire.answer()).status == 200


async def test_a_client_that_leaves_does_not_stop_what_it_asked_for() -> None:
    async with working() as (work, serving):
        async with wired(serving.url) as wire:
            await wire.send(b"POST /work HTTP/1.1\r\nHost: x\r\n\r\n")
            await asyncio.wait_for(work.begun.wait(), 5)
        await asyncio.sleep(0.05)
        work.go.set()
        await asyncio.wait_for(work.done.wait(), 5)
        assert not work.cancelled.is_set()


async def test_what_is_being_answered_is_finished_before_the_server_stops() -> None:
    async with working(drain=timedelta(milliseconds=200), grace=timedelta(seconds=5)) as (work, serving):
        wire = await _open(serving)
        idle = await _open(serving)
        await idle.send(HEAD)
        await idle.answer()
        await wire.send(b"POST /work HTTP/1.1\r\nHost: x\r\n\r\n")
        await asyncio.wait_for(work.begun.wait(), 5)
        watcher = asyncio.ensure_future(_watch(serving, wire, idle, work))
    await watcher


async def _watch(serving: Serving, wire: Wire, idle: Wire, work: Work) -> None:
    """Look at a server from outside while it stops."""
    await asyncio.sleep(0.05)
    async with ClientSession(serving.url) as client:
        async with client.get("/health/ready") as answer:
            assert answer.status == 503
        async with client.get("/files/a") as answer:
            assert answer.status == 200
            assert answer.headers["Connection"] == "close"
    assert await idle.is_closed()
    with pytest.raises(OSError, match="onnect"):
        await _open(serving)
    work.go.set()
    said = await wire.answer()
    assert (said.status, said.headers["connection"]) == (200, "close")
    assert await wire.is_closed()
    for one in (wire, idle):
        one.writer.close()


async def _open(serving: Serving) -> Wire:
    return Wire(*await asyncio.open_connection("127.0.0.1", serving.port))


async def test_what_takes_longer_than_the_grace_is_cancelled() -> None:
    async with working(grace=SHORT) as (work, serving):
        wire = await _open(serving)
        await wire.send(b"POST /work HTTP/1.1\r\nHost: x\r\n\r\n")
        await asyncio.wait_for(work.begun.wait(), 5)
    assert work.cancelled.is_set()
    assert await wire.is_closed()
    wire.writer.close()


async def test_a_body_that_is_still_coming_when_the_server_stops_is_taken() -> None:
    async with working(grace=timedelta(seconds=5)) as (_, serving):
        wire = await _open(serving)
        await wire.send(
            b"POST /echo HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\nContent-Length: 2\r\n\r\n"
        )
        await asyncio.sleep(0.05)
        rest = asyncio.ensure_future(_send_later(wire))
    await rest
    assert (await wire.answer()).body == b"{}"
    wire.writer.close()


async def _send_later(wire: Wire) -> None:
    await asyncio.sleep(0.1)
    await wire.send(b"{}")


async def test_a_client_that_does_not_take_its_answer_is_hung_up_on() -> None:
    async with working(send_deadline=timedelta(seconds=1)) as (_, serving):
        sock = socket.create_connection(("127.0.0.1", serving.port))
        sock.setblocking(False)  # noqa: FBT003 - the standard library takes it by position
        await asyncio.get_running_loop().sock_sendall(sock, HEAD.replace(b"/files/abc", b"/large"))
        await asyncio.sleep(0.2)
        for _ in range(100):
            if await _connections(serving) == 0:
                break
            await asyncio.sleep(0.1)
        assert await _connections(serving) == 0
        sock.close()


async def _connections(serving: Serving) -> int:
    """Count the requests being answered, but for the one that asks."""
    async with ClientSession(serving.url) as client, client.get("/metrics") as answer:
        lines = (await answer.text()).splitlines()
    return sum(int(float(line.split()[-1])) for line in lines if line.startswith("http_server_active_requests{")) - 1


async def test_a_taken_port_is_told_in_one_line(service_url: str) -> None:
    port = int(service_url.rpartition(":")[2])
    with pytest.raises(PortTaken) as taken:
        async with serve(http_app(a_service(), []), "127.0.0.1", port):
            pass
    assert taken.value.port == port
    assert str(taken.value) == f"port {port} is already taken: stop what uses it, or choose another"


async def test_any_port_will_do_and_is_told() -> None:
    async with serve(http_app(a_service(), []), "0.0.0.0", 0) as serving:
        assert serving.port > 0
        assert serving.url == f"http://localhost:{serving.port}"


async def test_the_application_also_runs_under_aiohttp_s_own_server() -> None:
    runner = web.AppRunner(http_app(a_service(), [SampleRoutes()]))
    await runner.setup()
    site = web.TCPSite(runner, "127.0.0.1", 0)
    await site.start()
    async with ClientSession(f"http://127.0.0.1:{site.port}", headers=MINA) as client:
        async with client.get("/progress") as answer:
            assert (await answer.text()).count("data:") == 3
        async with client.get("/nothing") as answer:
            await problem_in(answer, 404, "no-such-route")
        async with client.put("/things/a/stop", json={"kind": "visit", "where": "x"}, expect100=True) as answer:
            assert await answer.json() == {"kind": "visit", "where": "x"}
    await runner.cleanup()
