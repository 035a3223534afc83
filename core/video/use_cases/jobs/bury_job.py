"""What becomes of a job of which the queue has had enough."""

from attrs import frozen

from core.video.model.job import JobId
from core.video.use_cases.steps.rouse_job import rouse
from ports.clock import Clock
from ports.video_works import VideoWork
from ports.works import Works

CONSUMER = "bury-job"


@frozen(kw_only=True)
class BuryJob:
    """Let a job whose message lies among the dead letters go on where it may, or end: it stays open for nobody.

    `JobTaken` while somebody works on it; told again, nothing happens.
    """

    works: Works[VideoWork]
    clock: Clock

    async def __call__(self, *, job_id: JobId, message_id: str) -> None:
        """Bring it to an end, or to another beginning."""
        async with self.works.begin() as work:
            job = await work.jobs.hold(job_id)
            if job is None or job.settled or not await work.inbox.first_time(message_id, consumer=CONSUMER):
                return
            await rouse(work, job, now=self.clock.now())
