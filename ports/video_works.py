"""Where jobs are kept, and what was done about old ones."""

from collections.abc import Collection, Sequence
from datetime import datetime
from typing import Protocol

from core.identity.model.user import UserId
from core.video.model.cleanup import CleanupRun
from core.video.model.job import Job, JobId, JobKind
from ports.works import Work


class Jobs(Protocol):
    """Keeps jobs.

    - `get` returns the owner's job, or None, also when it is another's. `keyed` returns that of the owner's jobs which
      has this `key`, or None. These, `list`, `unsettled` and `overdue` pass over jobs that are removed (`removed_at`).
    - `hold` returns a job, whosever it is and removed or not, or None; other works that would hold, change or remove
      the same job wait until this one ends.
    - `add` keeps a new job and returns it; where the owner has one with the same `key` already, that one is returned
      and nothing is kept. Of many at once with one key, all get the same job. Works that add for one owner wait
      for each other, so that what is counted after `add` is true. For an owner that was forgotten it is
      `OrdererGone`.
    - `save` keeps a job in the place of what was kept under its id; where there is nothing it is `JobNotFound`.
    - `list` returns the owner's jobs of a kind, newest first by their ids, those after the job `after` where one is
      given, and `limit` at most. `unsettled` counts the owner's jobs of all kinds that are PENDING or PROCESSING.
    - `overdue` returns ids of unsettled jobs, the longest waiting first: those PROCESSING whose lease ended before the
      moment, and those PENDING that were last changed, and were due, before it.
    - `remove` removes the owner's job and tells whether it was there.
    - `forget` removes all of an owner's jobs; from then on `add` refuses theirs.
    - `expired` returns jobs of everybody, by their ids: those that expired before the moment, and those that are
      removed; those after the job `after` where one is given, and `limit` at most.
    - `known` returns which of these ids are those of jobs, removed or not. `completed` returns jobs of everybody that
      are COMPLETED and not removed, by their ids, after the job `after` where one is given, and `limit` at most.
      `in_use` returns, of these keys of files, those that a job which is not settled was ordered of.
    - `forgotten` returns the owners that were forgotten within the last day at least.
    - A job comes back as it was kept.
    """

    async def get(self, job_id: JobId, *, owner: UserId) -> Job | None:
        """Find a job."""
        ...

    async def keyed(self, key: str, *, owner: UserId) -> Job | None:
        """Find the job that was ordered under a key."""
        ...

    async def hold(self, job_id: JobId) -> Job | None:
        """Find a job and keep others from changing it."""
        ...

    async def list(self, *, owner: UserId, kind: JobKind, limit: int, after: JobId | None = None) -> Sequence[Job]:
        """Return some of an owner's jobs."""
        ...

    async def unsettled(self, *, owner: UserId) -> int:
        """Count what an owner is waiting for."""
        ...

    async def overdue(self, *, before: datetime, limit: int) -> Sequence[JobId]:
        """Return jobs that nobody seems to be working on."""
        ...

    async def add(self, job: Job) -> Job:
        """Keep a new job, or return the one that has its key."""
        ...

    async def save(self, job: Job) -> None:
        """Keep what has become of a job."""
        ...

    async def remove(self, job_id: JobId, *, owner: UserId) -> bool:
        """Remove a job."""
        ...

    async def forget(self, *, owner: UserId) -> None:
        """Remove all jobs of an owner, for good."""
        ...

    async def expired(self, *, before: datetime, limit: int, after: JobId | None = None) -> Sequence[Job]:
        """Return jobs whose time is over."""
        ...

    async def known(self, job_ids: Collection[JobId]) -> Collection[JobId]:
        """Tell which jobs there are."""
        ...

    async def completed(self, *, limit: int, after: JobId | None = None) -> Sequence[Job]:
        """Return jobs that something was made for."""
        ...

    async def in_use(self, keys: Collection[str]) -> Collection[str]:
        """Tell which files somebody still works with, or will."""
        ...

    async def forgotten(self) -> Sequence[UserId]:
        """Return owners whose accounts were deleted lately."""
        ...


class Cleanups(Protocol):
    """Keeps what the last cleanups did.

    - `add` keeps a run; `last` returns the one that ended last, `last_good` the one of those that succeeded, or None.
    - Of old runs, as many as are enough to answer this stay.
    """

    async def add(self, run: CleanupRun) -> None:
        """Keep a run."""
        ...

    async def last(self) -> CleanupRun | None:
        """Return the last run."""
        ...

    async def last_good(self) -> CleanupRun | None:
        """Return the last run that succeeded."""
        ...


class VideoWork(Work, Protocol):
    """A transaction over jobs."""

    @property
    def jobs(self) -> Jobs:
        """The jobs."""
        ...

    @property
    def cleanups(self) -> Cleanups:
        """The cleanups."""
        ...
