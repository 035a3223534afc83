"""Finds jobs that everybody has forgotten."""

from contextlib import suppress
from datetime import timedelta
from typing import Final

from attrs import frozen

from core.video.model.errors import JobTaken
from core.video.model.job import JobId
from core.video.use_cases.steps.rouse_job import rouse
from ports.clock import Clock
from ports.video_works import VideoWork
from ports.works import Works

FORGOTTEN_FOR: Final = timedelta(minutes=5)
AT_ONCE: Final = 100


@frozen(kw_only=True)
class SweepJobs:
    """Rouse jobs that have been nobody's for a while, as when a queue was lost with its messages."""

    works: Works[VideoWork]
    clock: Clock

    async def __call__(self) -> None:
        """Go through what is overdue."""
        before = self.clock.now() - FORGOTTEN_FOR
        async with self.works.look() as work:
            overdue = await work.jobs.overdue(before=before, limit=AT_ONCE)
        for job_id in overdue:
            with suppress(JobTaken):
                await self._rouse(job_id)

    async def _rouse(self, job_id: JobId) -> None:
        async with self.works.begin() as work:
            job = await work.jobs.hold(job_id)
            now = self.clock.now()
            # Since it was found, a worker may have come, or another sweeper.
            if job is not None and not job.settled and now - job.updated_at >= FORGOTTEN_FOR:
                await rouse(work, job, now=now)
