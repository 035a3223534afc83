"""Turns among the tasks of this process."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import datetime

from attrs import field, frozen
from typing_extensions import override

from adapters.section import need
from ports.clock import Clock
from ports.turns import Turn, Turns, TurnTaken


@frozen
class MemoryTurn(Turn):
    """A turn that cannot be lost."""

    _clock: Clock

    @override
    async def now(self) -> datetime:
        return self._clock.now()


@frozen
class MemoryTurns(Turns):
    """The names of what is going on."""

    _clock: Clock
    _taken: set[str] = field(factory=set, init=False)

    @override
    @asynccontextmanager
    async def take(self, what: str) -> AsyncIterator[Turn]:
        if what in self._taken:
            raise TurnTaken(what=what)
        self._taken.add(what)
        try:
            yield MemoryTurn(self._clock)
        finally:
            self._taken.remove(what)


@frozen(kw_only=True)
class Section:
    """What tells the time."""

    clock: Clock = need("clock")


@asynccontextmanager
async def open_adapter(section: Section) -> AsyncIterator[Turns]:
    """Open turns that nobody has."""
    yield MemoryTurns(section.clock)
