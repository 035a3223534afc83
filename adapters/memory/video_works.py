"""Jobs in memory."""

from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from datetime import datetime

from attrs import frozen
from typing_extensions import override

from adapters.memory.works import Section, Table, Tables, open_works
from core.identity.model.user import UserId
from core.video.model.errors import FilmNotFound, FilmOwnerGone
from core.video.model.job import Job, JobId
from ports.video_works import Jobs, VideoWork
from ports.works import Inbox, Outbox, Works


@frozen
class MemoryJobs(Jobs):
    """Jobs by id; one work at a time, so that none has to be held."""

    _table: Table
    _forgotten: Table

    @override
    async def get(self, job_id: JobId, *, owner: UserId) -> Job | None:
        job = await self.hold(job_id)
        return job if job is not None and job.owner == owner else None

    @override
    async def keyed(self, key: str, *, owner: UserId) -> Job | None:
        return next((job for job in self._of(owner) if job.key == key), None)

    @override
    async def hold(self, job_id: JobId) -> Job | None:
        job: Job | None = self._table.get(job_id)
        return job

    @override
    async def list(self, *, owner: UserId, limit: int, after: JobId | None = None) -> Sequence[Job]:
        newest_first = sorted(self._of(owner), key=lambda job: job.job_id, reverse=True)
        return [job for job in newest_first if after is None or job.job_id < after][:limit]

    @override
    async def unsettled(self, *, owner: UserId) -> int:
        return sum(not job.settled for job in self._of(owner))

    @override
    async def overdue(self, *, before: datetime, limit: int) -> Sequence[JobId]:
        waiting = sorted((_waiting_since(job), job.job_id) for job in self._table.values() if not job.settled)
        return [job_id for since, job_id in waiting if since < before][:limit]

    @override
    async def add(self, job: Job) -> Job:
        if job.owner in self._forgotten:
            raise FilmOwnerGone
        known = None if job.key is None else await self.keyed(job.key, owner=job.owner)
        return known or self._table.setdefault(job.job_id, job)

    @override
    async def save(self, job: Job) -> None:
        if await self.get(job.job_id, owner=job.owner) is None:
            raise FilmNotFound
        self._table[job.job_id] = job

    @override
    async def remove(self, job_id: JobId, *, owner: UserId) -> bool:
        return await self.get(job_id, owner=owner) is not None and self._table.pop(job_id) is not None

    @override
    async def forget(self, *, owner: UserId) -> None:
        self._forgotten[owner] = True
        for job in self._of(owner):
            del self._table[job.job_id]

    def _of(self, owner: UserId) -> Sequence[Job]:
        return [job for job in self._table.values() if job.owner == owner]


@frozen
class MemoryVideoWork(VideoWork):
    """One transaction over jobs in memory."""

    jobs: Jobs
    outbox: Outbox
    inbox: Inbox


@asynccontextmanager
async def open_adapter(section: Section) -> AsyncIterator[Works[VideoWork]]:
    """Open jobs that end with the process."""
    yield open_works(section, open_work=_open_work)


def _open_work(tables: Tables, outbox: Outbox, inbox: Inbox) -> VideoWork:
    return MemoryVideoWork(jobs=MemoryJobs(tables["jobs"], tables["forgotten_owners"]), outbox=outbox, inbox=inbox)


def _waiting_since(job: Job) -> datetime:
    """Return since when nobody has had a right to the job; for one at work, until when somebody has."""
    return job.lease.until if job.lease is not None else max(job.updated_at, job.not_before or job.updated_at)
