"""How the work on an order goes on, as events."""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable
from datetime import timedelta
from typing import Generic, Protocol, TypeVar

from attrs import frozen

from core.video.model.job import Job
from entrypoints.http.sse import Event


class Shown(Protocol):
    """A job as its owner may look at it."""

    @property
    def job(self) -> Job:
        """The job."""
        ...


ShownT = TypeVar("ShownT", bound=Shown)
OutT = TypeVar("OutT")


@frozen(kw_only=True)
class JobEvents(Generic[ShownT, OutT]):
    """Looks at a job every so often, and tells what has changed."""

    look: Callable[[], Awaitable[ShownT]]
    present: Callable[[ShownT], OutT]
    every: timedelta

    async def from_now(self, shown: ShownT, *, seen: str | None) -> AsyncIterator[Event[OutT]]:
        """Tell what has changed whenever one looks, and at last what has become of the order.

        Each event tells everything, so that whoever comes back needs the newest only, and not even that one if it was
        seen.
        """
        told = _state(shown.job) if _event_id(shown.job) == seen else None
        while not shown.job.settled:
            if (state := _state(shown.job)) != told:
                told = state
                yield self._event(shown, "progress")
            await asyncio.sleep(self.every.total_seconds())
            shown = await self.look()
        yield self._event(shown, shown.job.status.lower())

    def _event(self, shown: ShownT, name: str) -> Event[OutT]:
        return Event(data=self.present(shown), event=name, event_id=_event_id(shown.job))


def _event_id(job: Job) -> str:
    return job.updated_at.isoformat()


def _state(job: Job) -> tuple[object, ...]:
    return job.status, job.progress, job.attempts
