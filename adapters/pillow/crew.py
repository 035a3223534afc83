"""A few programs that know photos, begun when they are needed and ended when they are not."""

import asyncio
import sys
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack, asynccontextmanager
from pathlib import Path
from typing import Final, Self

from attrs import define, frozen

from adapters.pillow.asking import Answer, Ask, answer_of, ask_line
from adapters.wire.beside import beside
from adapters.wire.carried_through import carried_through
from adapters.wire.children.child import Child, running
from adapters.wire.children.limits import Limits
from core.errors import Unavailable

ROOT: Final = Path(__file__).resolve().parent.parent.parent
PROGRAM: Final = "import sys; sys.path.insert(0, sys.argv[1]); from adapters.pillow.child import main; main()"
COMMAND: Final = (sys.executable, "-I", "-X", "utf8", "-c", PROGRAM, str(ROOT))
ANYWHERE: Final = Path("/")  # its forks open nothing there, and no folder of a job is kept from being removed
MOST_ASKS: Final = 1000  # of one program, in case it keeps something of each


@frozen(kw_only=True)
class Terms:
    """What a program may use for one photo, how long that may take, and how long nobody may ask: both in seconds.

    The memory is enough for 100 million pixels of a JPEG, PNG or AVIF file, and for 60 of a WebP. No photo takes five
    seconds.
    """

    limits: Limits = Limits(memory=1 << 30, cpu_seconds=30, file_bytes=1 << 28)
    deadline: float = 90
    idle: float = 30


@define(eq=False)
class Member:
    """A program that runs until it is ended."""

    _child: Child
    _stack: AsyncExitStack
    asked: int = 0
    rested: bool = False

    @classmethod
    async def begun(cls, limits: Limits) -> Self:
        """Start a program."""
        stack = AsyncExitStack()
        child = await stack.enter_async_context(running(COMMAND, folder=ANYWHERE, limits=limits))
        return cls(child, stack)

    async def answer(self, ask: Ask) -> Answer | None:
        """Return what it answers, or None where it has ended."""
        self.asked += 1
        self.rested = False
        try:
            self._child.stdin.write(ask_line(ask))
            await self._child.stdin.drain()
            return answer_of(await self._child.stdout.readline())
        except (OSError, ValueError):
            return None

    async def end(self) -> None:
        """Kill it, and what it is doing."""
        await carried_through(self._stack.aclose())


class Crew:
    """Asks so many programs at once, and lets others wait; who stops waiting ends the program that works for them."""

    def __init__(self, *, parallel: int, terms: Terms) -> None:
        self._terms = terms
        self._places = asyncio.Semaphore(parallel)
        self._all: set[Member] = set()
        self._idle: list[Member] = []

    async def answer(self, ask: Ask) -> Answer:
        """Return what a program answers; none in time is a `TimeoutError`, and no program `Unavailable`."""
        async with self._places:
            # One that has been idle may have been killed for reasons that have nothing to do with what is asked now.
            answer = await self._asked(self._idle.pop(), ask) if self._idle else None
            answer = answer or await self._asked(await Member.begun(self._terms.limits), ask)
        if answer is None:
            raise Unavailable(what="the program that draws photos")
        return answer

    async def _asked(self, member: Member, ask: Ask) -> Answer | None:
        answer = None
        self._all.add(member)
        try:
            async with asyncio.timeout(self._terms.deadline):
                answer = await member.answer(ask)
        finally:
            if answer is None or member.asked >= MOST_ASKS:
                await self._end(member)
            else:
                self._idle.append(member)
        return answer

    async def retire(self) -> None:
        """End, for ever, those that nobody asks any more."""
        while True:
            await asyncio.sleep(self._terms.idle)
            while (resting := next((member for member in self._idle if member.rested), None)) is not None:
                self._idle.remove(resting)
                await self._end(resting)
            for member in self._idle:
                member.rested = True

    async def end(self) -> None:
        """End all of them, also those that are being asked."""
        while self._all:
            await self._end(next(iter(self._all)))

    async def _end(self, member: Member) -> None:
        self._all.discard(member)
        await member.end()


@asynccontextmanager
async def crew(*, parallel: int, terms: Terms = Terms()) -> AsyncIterator[Crew]:
    """Lend a crew, whose programs end with the block."""
    those = Crew(parallel=parallel, terms=terms)
    try:
        async with beside(those.retire()):
            yield those
    finally:
        await those.end()
