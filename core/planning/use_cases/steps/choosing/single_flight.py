"""Work that many ask for at once and that is done once."""

import asyncio
from collections.abc import Callable, Coroutine
from typing import Any, Generic, TypeVar

from attrs import define, field, frozen

T = TypeVar("T")


@define
class Flight(Generic[T]):
    """Work under way, and how many wait for it."""

    task: "asyncio.Task[T]"
    waiting: int = 0


@frozen(kw_only=True)
class SingleFlight(Generic[T]):
    """Joins those who ask for the same thing within one process.

    Who stops waiting disturbs nobody; when nobody waits any more, the work is broken off.
    """

    _flights: dict[str, Flight[T]] = field(factory=dict, init=False, repr=False)

    async def join(self, key: str, work: Callable[[], Coroutine[Any, Any, T]]) -> T:
        """Return what the work that goes by this key brings, beginning it unless it is under way."""
        flight = self._flights.get(key)
        if flight is None:
            flight = self._flights[key] = Flight(asyncio.create_task(work()))
        flight.waiting += 1
        try:
            return await asyncio.shield(flight.task)
        finally:
            flight.waiting -= 1
            if not flight.waiting:
                self._land(key, flight)

    def _land(self, key: str, flight: Flight[T]) -> None:
        flight.task.cancel()
        del self._flights[key]
