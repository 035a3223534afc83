"""What becomes of a job that nobody seems to be working on, and of one that has ended."""

from datetime import datetime

from core.video.model.job import Job
from core.video.use_cases.steps.telling import failed, ordered
from ports.video_works import VideoWork


async def rouse(work: VideoWork, job: Job, *, now: datetime) -> None:
    """Have it told to the workers once more, or end it where it has no attempt left; `JobTaken` while it is leased."""
    roused = job.roused(now=now)
    await keep(work, roused)
    if not roused.settled:
        work.outbox.add(ordered(job), group=job.owner)


async def keep(work: VideoWork, job: Job) -> None:
    """Keep what has become of a job, and tell of a failure."""
    await work.jobs.save(job)
    if job.status == "FAILED" and job.failure is not None:
        work.outbox.add(failed(job, reason=job.failure.detail), group=job.owner)
