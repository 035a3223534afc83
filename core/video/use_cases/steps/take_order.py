"""A step: from an order to a job that waits for a worker."""

from typing import Final

from attrs import frozen

from core.identity.model.user import UserId
from core.video.model.errors import TooManyWaiting
from core.video.model.frames.order import FramesOrder
from core.video.model.job import Job, JobId
from core.video.model.order import FilmOrder
from core.video.model.retention import Retention
from core.video.use_cases.steps.telling import ordered
from ports.clock import Clock
from ports.ids import Ids
from ports.video_works import VideoWork
from ports.works import Works

MOST_WAITING: Final = 200


@frozen(kw_only=True)
class TakeOrder:
    """Keep an order and tell the workers, once for each key; `TooManyWaiting` while enough of the caller's wait."""

    works: Works[VideoWork]
    clock: Clock
    ids: Ids
    retention: Retention

    async def __call__(self, *, caller: UserId, key: str, order: FilmOrder | FramesOrder) -> Job:
        """Return the job that has the key, which is another's order where that was there first."""
        job = self._job(caller, key, order)
        async with self.works.begin() as work:
            kept = await work.jobs.add(job)
            if kept.job_id == job.job_id:
                # Counted once it is there: a repetition must be answered, however many wait.
                if await work.jobs.unsettled(owner=caller) > MOST_WAITING:
                    raise TooManyWaiting(most=MOST_WAITING)
                work.outbox.add(ordered(job), group=caller)
        return kept

    def _job(self, caller: UserId, key: str, order: FilmOrder | FramesOrder) -> Job:
        now = self.clock.now()
        job = Job(
            job_id=JobId(self.ids.new()),
            owner=caller,
            order=order,
            key=key,
            created_at=now,
            updated_at=now,
            expires_at=now,
        )
        return job.kept_for(self.retention.of(job.kind))
