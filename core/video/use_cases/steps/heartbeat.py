"""Keeps a job's lease while its work goes on, and hears when it is to stop."""

import asyncio
from datetime import datetime, timedelta
from enum import Enum, auto

from attrs import define, evolve, frozen

from core.errors import OddiyaError
from core.video.model.errors import JobLost
from core.video.model.job import JobId, Progress
from ports.clock import Clock
from ports.video_works import VideoWork
from ports.works import Works


class Stop(Enum):
    """Why an attempt is not to go on: its owner's wish, no such job any more, or another worker."""

    CANCELLED = auto()
    GONE = auto()
    LOST = auto()


@define
class Heard:
    """How far the work is, as it last said itself."""

    progress: Progress = Progress()

    def tell(self, progress: Progress) -> None:
        """Hear it; a step that has no parts of its own leaves the count as it was."""
        self.progress = progress if progress.total else evolve(self.progress, step=progress.step)


@frozen(kw_only=True)
class Heartbeat:
    """Renew the lease and keep the progress, again and again, until there is a reason to stop; return that."""

    works: Works[VideoWork]
    clock: Clock
    lease: timedelta
    every: timedelta

    async def __call__(self, job_id: JobId, token: str, heard: Heard) -> Stop:
        """Go on until told otherwise."""
        until = self.clock.now() + self.lease
        while True:
            await asyncio.sleep(self.every.total_seconds())
            now = self.clock.now()
            try:
                stop = await self._beat(job_id, token, heard.progress, now)
            except JobLost:
                return Stop.LOST
            except OddiyaError:
                # While nobody can be asked, nobody else can have claimed it, until the lease is over.
                if now >= until:
                    return Stop.LOST
                continue
            if stop is not None:
                return stop
            until = now + self.lease

    async def _beat(self, job_id: JobId, token: str, progress: Progress, now: datetime) -> Stop | None:
        async with self.works.begin() as work:
            job = await work.jobs.hold(job_id)
            if job is None:
                return Stop.GONE
            beaten = job.beaten(token, progress=progress, until=now + self.lease, now=now)
            if job.cancel_requested_at is not None:
                return Stop.CANCELLED
            await work.jobs.save(beaten)
        return None
