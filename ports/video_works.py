"""Where jobs are kept."""

from collections.abc import Sequence
from datetime import datetime
from typing import Protocol

from core.identity.model.user import UserId
from core.video.model.job import Job, JobId
from ports.works import Work


class Jobs(Protocol):
    """Keeps jobs.

    - `get` returns the owner's job, or None, also when it is another's. `keyed` returns that of the owner's jobs which
      has this `key`, or None.
    - `hold` returns a job, whosever it is, or None; other works that would hold, change or remove the same job wait
      until this one ends.
    - `add` keeps a new job and returns it; where the owner has one with the same `key` already, that one is returned
      and nothing is kept. Of many at once with one key, all get the same job. Works that add for one owner wait
      for each other, so that what is counted after `add` is true. For an owner that was forgotten it is
      `FilmOwnerGone`.
    - `save` keeps a job in the place of what was kept under its id; where there is nothing it is `FilmNotFound`.
    - `list` returns the owner's jobs, newest first by their ids, those after the job `after` where one is given, and
      `limit` at most. `unsettled` counts the owner's jobs that are PENDING or PROCESSING.
    - `overdue` returns ids of unsettled jobs, the longest waiting first: those PROCESSING whose lease ended before the
      moment, and those PENDING that were last changed, and were due, before it.
    - `remove` removes the owner's job and tells whether it was there.
    - `forget` removes all of an owner's jobs; from then on `add` refuses theirs.
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

    async def list(self, *, owner: UserId, limit: int, after: JobId | None = None) -> Sequence[Job]:
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


class VideoWork(Work, Protocol):
    """A transaction over jobs."""

    @property
    def jobs(self) -> Jobs:
        """The jobs."""
        ...
