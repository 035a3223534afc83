"""What people see of any order of theirs, whatever it is of."""

from datetime import datetime

from attrs import frozen

from core.video.model.job import Job, JobStatus


@frozen(kw_only=True)
class OrderedOut:
    """An order that has been taken."""

    job_id: str
    status: JobStatus
    created_at: datetime


@frozen(kw_only=True)
class ProgressOut:
    """How far the work is: so many parts of so many, and what is being done."""

    done: int
    total: int
    step: str


@frozen(kw_only=True)
class ErrorOut:
    """Why nothing has come of an order."""

    code: str
    detail: str


def ordered_out(job: Job) -> OrderedOut:
    """Present an order as it was when it was taken, whatever has become of it: a repetition is told the same."""
    return OrderedOut(job_id=job.job_id, status="PENDING", created_at=job.created_at)


def progress_out(job: Job) -> ProgressOut:
    """Present how far a job is."""
    return ProgressOut(done=job.progress.done, total=job.progress.total, step=job.progress.step)


def error_out(job: Job) -> ErrorOut | None:
    """Present why a job has failed; what went wrong in an attempt is nobody's concern while there is another."""
    if job.failure is None or job.status != "FAILED":
        return None
    return ErrorOut(code=job.failure.code, detail=job.failure.detail)
