"""What is to be deleted because its time is over, and how that went."""

from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Final, Literal, get_args

from attrs import Factory, frozen

from core.video.model.errors import TooManyStrays
from core.video.model.frames.found import FramesResult
from core.video.model.job import Job, JobId
from core.video.model.retention import Retention

# job: a row with what was made for it; upload, piece: files by their age; parts: an upload that was never completed;
# stray: what lies where results lie, without a row; left behind: what came after its owner's account was deleted.
FileRubbish = Literal["parts", "upload", "piece", "stray", "left-behind"]
Rubbish = Literal["job", FileRubbish]
RUBBISH: Final[tuple[Rubbish, ...]] = ("job", *get_args(FileRubbish))
LONGER_THAN_ANY_WORK: Final = timedelta(days=1)
STRAYS_AT_ANY_TIME: Final = 100


@frozen(kw_only=True)
class Removal:
    """One thing to delete: a job's id or a key, since when it could go, and its size in bytes where that is known."""

    what: Rubbish
    name: str
    due_since: datetime
    size: int = 0


@frozen(kw_only=True)
class CleanupPlan:
    """What is to be deleted, in order, and the jobs that were completed although what was made for them is gone.

    `results` counts all objects where results lie, whether they are to be deleted or not.
    """

    removals: tuple[Removal, ...] = ()
    missing: tuple[JobId, ...] = ()
    results: int = 0

    def check_strays(self) -> None:
        """Raise `TooManyStrays` where the rows that most results belong to are rather in another database."""
        strays = sum(removal.what == "stray" for removal in self.removals)
        if strays > STRAYS_AT_ANY_TIME and 2 * strays > self.results:
            raise TooManyStrays(strays=strays, of=self.results)


@frozen(kw_only=True)
class CleanupRun:
    """A cleanup that has ended; `removed` and `freed` (bytes) count by kind, `missing` rows without their objects."""

    began_at: datetime
    ended_at: datetime
    failure: str | None = None
    removed: Mapping[str, int] = Factory(dict)
    freed: int = 0
    missing: int = 0

    @property
    def succeeded(self) -> bool:
        """Tell whether all was done."""
        return self.failure is None

    @property
    def summary(self) -> str:
        """Say how it went, in a line."""
        kinds = ", ".join(f"{what} {count}" for what, count in sorted(self.removed.items()))
        done = f"{sum(self.removed.values())} removed{f' ({kinds})' if kinds else ''}, {self.freed} bytes freed"
        missing = f"; {self.missing} completed without what was made for them" if self.missing else ""
        return f"{done}{missing}" if self.failure is None else f"failed: {self.failure}; {done}{missing}"


def job_due_since(job: Job, *, now: datetime) -> datetime | None:
    """Return since when a job could go, or None while it has to stay: it has time left, or somebody works on it."""
    if job.lease is not None and job.lease.until > now:
        return None
    if job.removed_at is not None:
        return min(job.removed_at, job.expires_at)
    return job.expires_at if job.expires_at < now else None


def file_due_since(what: FileRubbish, came_at: datetime, *, retention: Retention, now: datetime) -> datetime | None:
    """Return since when a file could go, or None while it has to stay; none that is to come later has ever to go."""
    since = came_at + _kept_for(what, retention)
    return since if since < now else None


def keys_of_result(job: Job) -> tuple[str, ...]:
    """Return where that lies which was made for a job."""
    result = job.result
    if result is None:
        return ()
    if isinstance(result, FramesResult):
        return result.zip_key, result.index_key, result.sheet_key
    return result.film_key, result.poster_key


def _kept_for(what: FileRubbish, retention: Retention) -> timedelta:
    if what == "left-behind":
        return timedelta()
    if what == "upload":
        return retention.uploads
    return retention.pieces if what == "piece" else LONGER_THAN_ANY_WORK
