"""Steady traffic: clients that behave as real ones do, and keep account of every request that they send."""

import asyncio
from collections.abc import AsyncIterator, Iterator, Sequence
from contextlib import contextmanager
from itertools import count
from statistics import quantiles
from time import monotonic
from typing import Final

from attrs import Factory, define, field, frozen

from tests.gateway.process.client import STATUS_LINE, Said
from tests.gateway.process.messages import END, Head, Strange, chunk_size
from tests.gateway.process.patience import PATIENCE, eventually

CLIENTS: Final = 8
RATE: Final = 200.0
NEWCOMERS: Final = 20.0


@frozen(kw_only=True)
class Answered:
    """A request and its answer; times are of the monotonic clock."""

    sent_at: float
    seconds: float
    said: Said


@frozen(kw_only=True)
class Lost:
    """A request that got no answer, or could not be sent at all; its connection had been idle for so long."""

    sent_at: float
    why: str
    idle: float


@define(eq=False)
class Line:
    """One connection of a client, and when it was last opened or answered over."""

    _reader: asyncio.StreamReader
    _writer: asyncio.StreamWriter
    used_at: float = field(factory=monotonic, init=False)

    @classmethod
    async def opened(cls, port: int) -> "Line":
        """Connect."""
        return cls(*await asyncio.open_connection("127.0.0.1", port))

    @property
    def has_ended(self) -> bool:
        """Tell whether the gateway has hung up."""
        return self._reader.at_eof()

    async def ask(self, data: bytes) -> Said:
        """Send a request and return its answer."""
        self._writer.write(data)
        head = Head.read(await self._reader.readuntil(END))
        status = STATUS_LINE.fullmatch(head.first)
        if status is None:
            raise Strange(f"a first line {head.first!r}")
        said = Said(int(status[1]), head, await self._body(head))
        self.used_at = monotonic()
        return said

    def leave(self) -> None:
        """Hang up."""
        self._writer.close()

    async def _body(self, head: Head) -> bytes:
        framing = head.framing
        if framing == "chunked":
            return b"".join([piece async for piece in self._chunks()])
        return await (self._reader.read() if framing == "none" else self._reader.readexactly(framing))

    async def _chunks(self) -> AsyncIterator[bytes]:
        while size := chunk_size(await self._reader.readuntil(b"\r\n")):
            yield (await self._reader.readexactly(size + 2))[:-2]
        await self._reader.readexactly(2)


@define(eq=False)
class Traffic:
    """Requests that are sent in turn, by clients who stay and by newcomers, until it is over.

    Who stays asks over one connection until the answer says that it closes, or it was closed between two requests.
    """

    port: int
    requests: Sequence[bytes]
    answered: list[Answered] = Factory(list)
    lost: list[Lost] = Factory(list)
    is_over: bool = False
    _number: Iterator[int] = field(factory=count, init=False)

    async def run(self, *, clients: int, rate: float, newcomers: float) -> None:
        """Go on until it is over."""
        staying = [self._ask_again_and_again(every=clients / rate, stays=True) for _ in range(clients)]
        coming = [self._ask_again_and_again(every=1 / newcomers, stays=False)] if newcomers else []
        await asyncio.gather(*staying, *coming)

    def since(self, moment: float, until: float = float("inf")) -> list[Answered]:
        """Return what was asked in a stretch of time."""
        return [one for one in self.answered if moment <= one.sent_at < until]

    def lost_without_warning(self, drain: float) -> list[Lost]:
        """Return what was lost by those whom a gateway that drains for so long could have told to go elsewhere.

        Over a connection that was idle all the while, a last request may cross the end that the gateway makes.
        """
        return [one for one in self.lost if one.idle < drain]

    def flows(self, more: int) -> None:
        """Wait until so many more requests were answered."""
        enough = len(self.answered) + more
        eventually(lambda: len(self.answered) >= enough, within=2 * PATIENCE)

    async def _ask_again_and_again(self, *, every: float, stays: bool) -> None:
        line, due = None, monotonic()
        while not self.is_over:
            line = await self._ask(line)
            if line is not None and not stays:
                line.leave()
                line = None
            due = max(due + every, monotonic())
            await asyncio.sleep(due - monotonic())
        if line is not None:
            line.leave()

    async def _ask(self, line: Line | None) -> Line | None:
        """Ask once; return the connection if it can be used again."""
        if line is not None and line.has_ended:
            line.leave()
            line = None
        sent_at = monotonic()
        idle = 0.0 if line is None else sent_at - line.used_at
        try:
            async with asyncio.timeout(PATIENCE):
                line = line or await Line.opened(self.port)
                said = await line.ask(self.requests[next(self._number) % len(self.requests)])
        except (OSError, EOFError, Strange) as error:
            self.lost.append(Lost(sent_at=sent_at, why=repr(error), idle=idle))
            closes = True
        else:
            self.answered.append(Answered(sent_at=sent_at, seconds=monotonic() - sent_at, said=said))
            closes = said.get("connection") == "close"
        if line is not None and closes:
            line.leave()
        return None if closes else line


@contextmanager
def traffic(
    loop: asyncio.AbstractEventLoop,
    port: int,
    *requests: bytes,
    clients: int = CLIENTS,
    rate: float = RATE,
    newcomers: float = NEWCOMERS,
) -> Iterator[Traffic]:
    """Let clients ask so many times a second, and some more each over a connection of its own; on a loop that runs."""
    load = Traffic(port, requests)
    running = asyncio.run_coroutine_threadsafe(load.run(clients=clients, rate=rate, newcomers=newcomers), loop)
    try:
        yield load
    finally:
        load.is_over = True
        running.result(2 * PATIENCE)


def figures(answers: Sequence[Answered]) -> str:
    """Return how many there are and how long they took, for whoever reads what a test prints."""
    seconds = [one.seconds for one in answers]
    cuts = quantiles(seconds, n=100) if len(seconds) > 1 else [*seconds] * 99
    milliseconds = [f"{1000 * value:.1f}" for value in (cuts[49], cuts[98], max(seconds))]
    return f"{len(seconds)} answers, p50 {milliseconds[0]} ms, p99 {milliseconds[1]} ms, most {milliseconds[2]} ms"
