"""The ways to servers that chaos goes by do to connections what they are told to, and nothing when they are well."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress
from typing import Any

import pytest
from aiohttp import ClientPayloadError, ClientSession, web
from attrs import define, evolve, field
from yarl import URL

from tests.chaos.liar import Asked, Liar, Passing, Told, liar
from tests.chaos.proxy import WELL, Fault, Proxy, Target, proxy
from tests.waiting import until

QUESTION = b"how are you?\n"


@define
class Echo:
    """Says what it hears, line by line, and remembers it."""

    heard: list[bytes] = field(factory=list)
    come: int = 0
    gone: int = 0

    async def serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        self.come += 1
        with suppress(ConnectionError):
            while line := await reader.readline():
                self.heard.append(line)
                writer.write(line)
            writer.close()
            await writer.wait_closed()
        self.gone += 1


@pytest.fixture
async def echo() -> Echo:
    return Echo()


@pytest.fixture
async def way(echo: Echo) -> AsyncIterator[Proxy]:
    server = await asyncio.start_server(echo.serve, "127.0.0.1", 0)
    async with server, proxy(Target(port=server.sockets[0].getsockname()[1])) as way:
        yield way

    async def everybody_has_gone() -> bool:
        return echo.gone == echo.come

    await until(everybody_has_gone)


@asynccontextmanager
async def connected(way: Proxy) -> AsyncIterator[tuple[asyncio.StreamReader, asyncio.StreamWriter]]:
    reader, writer = await asyncio.open_connection("127.0.0.1", way.port)
    try:
        yield reader, writer
    finally:
        writer.transport.abort()
        with suppress(ConnectionError):
            await writer.wait_closed()


async def asked(way: Proxy) -> bytes:
    """Ask once and return everything that is answered before the end, or one line."""
    async with connected(way) as (reader, writer):
        writer.write(QUESTION)
        return await reader.readline()


async def test_a_way_that_is_well_hands_everything_on(way: Proxy, echo: Echo) -> None:
    assert await asked(way) == QUESTION
    assert echo.heard == [QUESTION]


async def test_a_way_that_refuses_takes_nobody_and_hangs_up_on_those_who_are_there(way: Proxy) -> None:
    async with connected(way) as (reader, writer):
        writer.write(QUESTION)
        assert await reader.readline() == QUESTION
        await way.suffer(Fault(refuses=True))
        with pytest.raises(ConnectionResetError):
            await reader.readexactly(1)
    with pytest.raises(ConnectionRefusedError):
        await asked(way)
    await way.suffer(WELL)
    assert await asked(way) == QUESTION


async def test_a_way_that_hangs_hands_on_what_was_sent_when_that_is_over(way: Proxy, echo: Echo) -> None:
    await way.suffer(Fault(hangs=True))
    answer = asyncio.create_task(asked(way))

    async def connected_once() -> bool:
        return way.connections == 1

    await until(connected_once)
    assert echo.heard == []
    await way.suffer(WELL)
    assert await answer == QUESTION


async def test_a_slow_way_is_slow(way: Proxy) -> None:
    await way.suffer(Fault(delay=0.05))
    began = asyncio.get_running_loop().time()
    assert await asked(way) == QUESTION
    assert asyncio.get_running_loop().time() - began >= 0.05


async def test_a_way_that_cuts_ends_in_the_middle_of_an_answer(way: Proxy) -> None:
    await way.suffer(Fault(cuts=True))
    answer = await asked(way)
    assert len(answer) < len(QUESTION)
    assert QUESTION.startswith(answer)


async def test_a_way_that_cuts_on_a_word_hands_the_word_on_and_no_answer(way: Proxy, echo: Echo) -> None:
    await way.suffer(Fault(cuts_on=b"are"))
    with pytest.raises(ConnectionResetError):
        await asked(way)
    assert echo.heard == [QUESTION]


async def test_a_way_that_garbles_says_something_else_of_the_same_length(way: Proxy) -> None:
    await way.suffer(Fault(garbles=True))
    async with connected(way) as (reader, writer):
        writer.write(QUESTION)
        answer = await reader.readexactly(len(QUESTION))
    assert answer != QUESTION


async def test_a_way_that_speaks_for_itself_says_that_and_nothing_more(way: Proxy, echo: Echo) -> None:
    await way.suffer(Fault(says=b"421 later\r\n"))
    async with connected(way) as (reader, _):
        assert await reader.read() == b"421 later\r\n"
    assert echo.heard == []


async def test_of_answers_that_go_wrong_only_the_share_does(way: Proxy) -> None:
    await way.suffer(Fault(garbles=True, share=0))
    assert await asked(way) == QUESTION


@pytest.fixture
async def lying() -> AsyncIterator[Liar]:
    async def answer(request: web.Request) -> web.Response:
        return web.Response(body=await request.read() or b"the truth", headers={"X-Path": request.raw_path})

    application = web.Application()
    application.router.add_route("*", "/{anything:.*}", answer)
    runner = web.AppRunner(application)
    await runner.setup()
    await web.TCPSite(runner, "127.0.0.1", 0).start()
    async with liar(f"http://127.0.0.1:{runner.addresses[0][1]}") as lying:
        yield lying
    await runner.cleanup()


async def test_a_liar_is_honest_until_it_is_told_to_lie(lying: Liar) -> None:
    async def lie(asked: Asked, passing: Passing) -> Told:
        return evolve(await passing(asked), body=b"something else")

    async def cut(asked: Asked, passing: Passing) -> Told:
        return evolve(await passing(asked), cut=True)

    async with ClientSession(f"http://127.0.0.1:{lying.port}") as client:
        assert await _told(client, "/a%2Fb?c=%20d", b"x") == (b"x", "/a%2Fb?c=%20d")
        async with client.head("/") as answer:
            assert answer.headers["Content-Length"] == "9"
        lying.lie = lie
        assert (await _told(client, "/"))[0] == b"something else"
        lying.lie = cut
        with pytest.raises(ClientPayloadError):
            await _told(client, "/")


async def _told(client: ClientSession, path: str, body: bytes | None = None) -> tuple[Any, str]:
    async with client.post(URL(path, encoded=True), data=body) as answer:
        return await answer.read(), answer.headers["X-Path"]
