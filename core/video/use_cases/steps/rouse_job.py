"""What becomes of a job that nobody seems to be working on, and of one that has ended."""

from datetime import datetime

from core.video.model.events import FilmFailed, FilmOrdered
from core.video.model.job import Job
from ports.video_works import VideoWork


async def rouse(work: VideoWork, job: Job, *, now: datetime) -> None:
    """Have it told to the workers once more, or end it where it has no attempt left; `JobTaken` while it is leased."""
    roused = job.roused(now=now)
    await keep(work, roused)
    if not roused.settled:
        work.outbox.add(FilmOrdered(job_id=job.job_id, owner=job.owner), group=job.owner)


async def keep(work: VideoWork, job: Job) -> None:
    """Keep what has become of a job, and tell of a failure."""
    await work.jobs.save(job)
    if job.status == "FAILED" and job.failure is not None:
        title = job.order.wishes.title or ""
        failed = FilmFailed(job_id=job.job_id, owner=job.owner, title=title, reason=job.failure.detail)
        work.outbox.add(failed, group=job.owner)
