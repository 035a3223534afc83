"""A step: which event tells of what has become of a job."""

from core.events import Event
from core.video.model.events import (
    FilmCompleted,
    FilmFailed,
    FilmOrdered,
    FramesCompleted,
    FramesFailed,
    FramesOrdered,
)
from core.video.model.frames.found import FramesResult
from core.video.model.job import Job
from core.video.model.order import FilmOrder


def ordered(job: Job) -> Event:
    """Tell the workers that there is something to do."""
    kind = FilmOrdered if job.kind == "film" else FramesOrdered
    return kind(job_id=job.job_id, owner=job.owner)


def completed(job: Job) -> Event:
    """Tell that what was ordered is there."""
    if isinstance(job.result, FramesResult):
        return FramesCompleted(job_id=job.job_id, owner=job.owner, frames=job.result.report.frames)
    return FilmCompleted(job_id=job.job_id, owner=job.owner, title=_title(job))


def failed(job: Job, *, reason: str) -> Event:
    """Tell that what was ordered will not be made."""
    if job.kind == "frames":
        return FramesFailed(job_id=job.job_id, owner=job.owner, reason=reason)
    return FilmFailed(job_id=job.job_id, owner=job.owner, title=_title(job), reason=reason)


def _title(job: Job) -> str:
    return (job.order.wishes.title or "") if isinstance(job.order, FilmOrder) else ""
