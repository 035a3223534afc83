"""What a service may answer."""

import asyncio
from collections.abc import Awaitable, Callable, Sequence
from typing import Final

from tests.gateway.process.exchange import Answer, Exchange

Fields = Sequence[tuple[str, str]]
NO_FIELDS: Final[Fields] = ()


def message(first: str, fields: Fields = NO_FIELDS, body: bytes = b"") -> bytes:
    """Write a message; its length is among the fields, if it has one."""
    lines = (first, *(f"{name}: {value}" for name, value in fields))
    return "".join(f"{line}\r\n" for line in lines).encode("latin-1") + b"\r\n" + body


def said(body: bytes = b"", *, status: str = "200 OK", fields: Fields = NO_FIELDS) -> bytes:
    """Write an answer with its length."""
    return message(f"HTTP/1.1 {status}", (*fields, ("Content-Length", str(len(body)))), body)


async def echo(exchange: Exchange) -> None:
    """Say which request this was."""
    await exchange.body()
    seen = exchange.seen
    whole = said(f"{seen.service} {seen.method} {seen.target} {seen.size}".encode())
    await exchange.say(whole.partition(b"\r\n\r\n")[0] + b"\r\n\r\n" if seen.method == "HEAD" else whole)


async def echo_early(exchange: Exchange) -> None:
    """Say which request this was before its body has come."""
    seen = exchange.seen
    await exchange.say(said(f"{seen.service} {seen.method} {seen.target} early".encode()))


def saying(data: bytes, *, then_hang_up: bool = False) -> Answer:
    """Take the request in, and send these bytes."""

    async def answer(exchange: Exchange) -> None:
        await exchange.body()
        await exchange.say(data)
        if then_hang_up:
            exchange.hang_up()

    return answer


def early(data: bytes) -> Answer:
    """Send these bytes before the body of the request has come, and listen until the gateway hangs up."""

    async def answer(exchange: Exchange) -> None:
        await exchange.say(data)
        await until_left(exchange)
        exchange.hang_up()

    return answer


async def hanging_up(exchange: Exchange) -> None:
    """End the connection in place of an answer."""
    await exchange.body()
    exchange.hang_up()


async def resetting(exchange: Exchange) -> None:
    """Break the connection off in place of an answer."""
    await exchange.body()
    exchange.reset()


async def silent(exchange: Exchange) -> None:
    """Say nothing until the gateway hangs up."""
    await exchange.body()
    await until_left(exchange)


async def deaf(exchange: Exchange) -> None:
    """Take in nothing of the body, and say nothing, for longer than any test lasts."""
    await asyncio.sleep(3600)
    exchange.hang_up()


async def until_left(exchange: Exchange) -> None:
    """Wait until the gateway hangs up."""
    while await exchange.hear():
        pass


def in_turn(*answers: Answer) -> Answer:
    """Answer each request in another way; the last one goes on."""
    left = list(answers)

    async def answer(exchange: Exchange) -> None:
        await (left.pop(0) if len(left) > 1 else left[0])(exchange)

    return answer


def when(gate: Callable[[], Awaitable[None]], first: bytes, later: bytes) -> Answer:
    """Send some bytes, and others once the gate is open."""

    async def answer(exchange: Exchange) -> None:
        await exchange.body()
        await exchange.say(first)
        await gate()
        await exchange.say(later)

    return answer


class Gate:
    """What a service waits for until the test lets it go on."""

    def __init__(self, loop: asyncio.AbstractEventLoop) -> None:
        self._loop = loop
        self._event = asyncio.Event()

    async def __call__(self) -> None:
        """Wait."""
        await self._event.wait()

    def open(self) -> None:
        """Let it go on."""
        self._loop.call_soon_threadsafe(self._event.set)
