"""The HTTP layer against bare aiohttp: one POST of 1 KB of JSON, read and answered.

Ours does all that it does in production: it reads into typed values and refuses the rest, makes a request id, opens a
span, measures, and writes a line of JSON to the log; only nobody asks who calls. Bare aiohttp parses the JSON
and writes it again.
"""

import asyncio
import json
import os
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from datetime import date
from multiprocessing import get_context
from multiprocessing.connection import Connection
from pathlib import Path
from time import perf_counter, process_time
from typing import Annotated, Final, Literal

from aiohttp import ClientSession, web
from attrs import frozen
from typing_extensions import override

from adapters.prometheus.meter import PrometheusMeter
from adapters.system.clock import SystemClock
from adapters.system.ids import Uuid7Ids
from adapters.w3c.tracing import W3cTracing
from composition.logging import configure_logging
from entrypoints.http.app import http_app
from entrypoints.http.route import get, post
from entrypoints.http.server import serve
from entrypoints.http.service import HttpService
from entrypoints.http.shapes.constraints import Items, Length, Range
from tests.bench.harness import Claim, Report, alternately

REQUESTS: Final = 6000
CONNECTIONS: Final = 16
ROUNDS: Final = 15
GOAL: Final = 1.35
PATH: Final = "/api/v1/plans/0198c0de-0000-7000-8000-000000000001/drafts"

Tell = Connection


@frozen(kw_only=True)
class Party:
    """Who travels."""

    adults: Annotated[int, Range(min=1, max=20)] = 2
    children: Annotated[int, Range(min=0, max=20)] = 0


@frozen(kw_only=True)
class Draft:
    """What somebody wants of a trip: the body, and the answer."""

    location: Annotated[str, Length(min=1, max=200)]
    start_date: date
    end_date: date
    title: Annotated[str, Length(max=200)] | None = None
    pace: Literal["relaxed", "normal", "packed"] = "normal"
    interests: Annotated[tuple[str, ...], Items(max=10)] = ()
    party: Party = Party()
    language: Literal["ko", "en", "ja"] = "ko"
    note: Annotated[str, Length(max=1000)] = ""


@frozen
class DraftRoutes:
    """The route that is measured, and what its process has used so far."""

    @post("/api/v1/plans/{plan_id}/drafts", status=201, security="public")
    async def post_draft(self, plan_id: str, body: Draft) -> Draft:  # noqa: ARG002 - taken as a real handler would
        """Take a draft."""
        return body

    @get("/cpu", security="public")
    async def get_cpu(self) -> float:
        """Tell the seconds of processor time used."""
        return process_time()


BODY: Final = json.dumps(
    {
        "location": "Gyeongju, South Korea",
        "start_date": "2025-05-01",
        "end_date": "2025-05-04",
        "title": "Spring in Gyeongju with the family",
        "pace": "relaxed",
        "interests": ["history", "food", "nature"],
        "party": {"adults": 2, "children": 1},
        "language": "en",
        "note": "We would like to see the old town and the lake. " * 15,
    }
).encode()


async def bench() -> Report:
    """Compare the processor time and the wall time of a request."""
    async with running(serve_ours) as ours, running(serve_bare) as bare:
        mine, theirs = await alternately(lambda: cost(ours), lambda: cost(bare), rounds=ROUNDS)
        my_time, their_time = await alternately(lambda: took(ours), lambda: took(bare), rounds=ROUNDS)
    return Report(
        "http_layer",
        [
            Claim(name="POST 1 KB vs bare aiohttp, CPU", unit="us", ours=mine, rival=theirs, goal=GOAL),
            Claim(name="POST 1 KB vs bare aiohttp, time", unit="us", ours=my_time, rival=their_time, goal=GOAL),
        ],
    )


async def cost(port: int) -> float:
    """Return the microseconds of processor time that the server spends on a request."""
    before = await used_by(port)
    await drive(port, REQUESTS)
    return (await used_by(port) - before) / REQUESTS * 1e6


async def took(port: int) -> float:
    """Return the microseconds of wall time per request."""
    return await drive(port, REQUESTS) / REQUESTS * 1e6


async def used_by(port: int) -> float:
    """Return the seconds of processor time that a server has used."""
    async with ClientSession() as client, client.get(f"http://127.0.0.1:{port}/cpu") as answer:
        return float(await answer.text())


async def drive(port: int, requests: int) -> float:
    """Send requests over several connections, each after the answer to the one before; return the seconds."""
    started = perf_counter()
    await asyncio.gather(*(_Client.run(port, requests // CONNECTIONS) for _ in range(CONNECTIONS)))
    return perf_counter() - started


class _Client(asyncio.Protocol):
    """Says the same again and again; it must cost less than what it measures."""

    REQUEST: Final = (
        f"POST {PATH} HTTP/1.1\r\nHost: 127.0.0.1\r\n"
        f"Content-Type: application/json\r\nContent-Length: {len(BODY)}\r\n\r\n"
    ).encode() + BODY

    def __init__(self, requests: int) -> None:
        self._left = requests
        self._heard = b""
        self.done: asyncio.Future[None] = asyncio.get_running_loop().create_future()

    @classmethod
    async def run(cls, port: int, requests: int) -> None:
        """Send the requests over one connection."""
        _, client = await asyncio.get_running_loop().create_connection(lambda: cls(requests), "127.0.0.1", port)
        await client.done

    @override
    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        assert isinstance(transport, asyncio.Transport)
        self._transport = transport
        transport.write(self.REQUEST)

    @override
    def data_received(self, data: bytes) -> None:
        self._heard += data
        head, ended, body = self._heard.partition(b"\r\n\r\n")
        if not ended or len(body) < int(head.lower().partition(b"content-length: ")[2].partition(b"\r\n")[0]):
            return
        assert head[9:12] in (b"200", b"201"), self._heard
        self._heard = b""
        self._left -= 1
        if self._left:
            self._transport.write(self.REQUEST)
        else:
            self._transport.close()
            self.done.set_result(None)


@asynccontextmanager
async def running(server: Callable[[Tell], None]) -> AsyncIterator[int]:
    """Run a server in a process of its own; give its port."""
    context = get_context("spawn")
    here, there = context.Pipe()
    process = context.Process(target=server, args=(there,), daemon=True)
    process.start()
    try:
        yield await asyncio.to_thread(here.recv)
    finally:
        process.terminate()
        process.join()


def serve_ours(tell: Tell) -> None:
    """Serve the route through the HTTP layer."""
    with Path(os.devnull).open("w") as nowhere:
        configure_logging(service="bench", version="0", level="info", form="json", stream=nowhere)
        asyncio.run(_serve_ours(tell))


async def _serve_ours(tell: Tell) -> None:
    async with serve(http_app(_service(), [DraftRoutes()]), "127.0.0.1", 0) as serving:
        tell.send(serving.port)
        await asyncio.Event().wait()


def _service() -> HttpService:
    clock = SystemClock()
    return HttpService(
        name="bench",
        version="0",
        clock=clock,
        ids=Uuid7Ids(clock),
        tracing=W3cTracing(),
        meter=PrometheusMeter(),
        cursor_key=bytes(32),
    )


def serve_bare(tell: Tell) -> None:
    """Serve the same with aiohttp alone."""
    asyncio.run(_serve_bare(tell))


async def _serve_bare(tell: Tell) -> None:
    app = web.Application()
    app.router.add_post("/api/v1/plans/{plan_id}/drafts", _answer_barely)
    app.router.add_get("/cpu", _tell_cpu)
    runner = web.AppRunner(app, access_log=None)
    await runner.setup()
    site = web.TCPSite(runner, "127.0.0.1", 0)
    await site.start()
    tell.send(site.port)
    await asyncio.Event().wait()


async def _answer_barely(request: web.Request) -> web.Response:
    return web.json_response(json.loads(await request.read()), status=201)


async def _tell_cpu(_: web.Request) -> web.Response:
    return web.json_response(process_time())
