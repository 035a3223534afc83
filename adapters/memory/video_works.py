"""Jobs in memory."""

from collections.abc import AsyncIterator, Collection, Iterator, Sequence
from contextlib import asynccontextmanager
from datetime import datetime

from attrs import frozen
from typing_extensions import override

from adapters.memory.works import Section, Table, Tables, open_works
from adapters.wire.jobs import sources_of
from core.identity.model.user import UserId
from core.video.model.cleanup import CleanupRun
from core.video.model.errors import JobNotFound, OrdererGone
from core.video.model.job import Job, JobId, JobKind
from ports.video_works import Cleanups, Jobs, VideoWork
from ports.works import Inbox, Outbox, Works


@frozen
class MemoryJobs(Jobs):
    """Jobs by id; one work at a time, so that none has to be held."""

    _table: Table
    _forgotten: Table

    @override
    async def get(self, job_id: JobId, *, owner: UserId) -> Job | None:
        return next((job for job in self._seen_by(owner) if job.job_id == job_id), None)

    @override
    async def keyed(self, key: str, *, owner: UserId) -> Job | None:
        return next((job for job in self._seen_by(owner) if job.key == key), None)

    @override
    async def hold(self, job_id: JobId) -> Job | None:
        job: Job | None = self._table.get(job_id)
        return job

    @override
    async def list(self, *, owner: UserId, kind: JobKind, limit: int, after: JobId | None = None) -> Sequence[Job]:
        of_kind = (job for job in self._seen_by(owner) if job.kind == kind)
        newest_first = sorted(of_kind, key=lambda job: job.job_id, reverse=True)
        return [job for job in newest_first if after is None or job.job_id < after][:limit]

    @override
    async def unsettled(self, *, owner: UserId) -> int:
        return sum(not job.settled for job in self._seen_by(owner))

    @override
    async def overdue(self, *, before: datetime, limit: int) -> Sequence[JobId]:
        waiting = sorted((_waiting_since(job), job.job_id) for job in self._seen() if not job.settled)
        return [job_id for since, job_id in waiting if since < before][:limit]

    @override
    async def add(self, job: Job) -> Job:
        if job.owner in self._forgotten:
            raise OrdererGone
        known = None if job.key is None else await self.keyed(job.key, owner=job.owner)
        return known or self._table.setdefault(job.job_id, job)

    @override
    async def save(self, job: Job) -> None:
        if not self._has(job.job_id, job.owner):
            raise JobNotFound
        self._table[job.job_id] = job

    @override
    async def remove(self, job_id: JobId, *, owner: UserId) -> bool:
        return self._has(job_id, owner) and self._table.pop(job_id) is not None

    @override
    async def forget(self, *, owner: UserId) -> None:
        self._forgotten[owner] = True
        for job in [job for job in self._table.values() if job.owner == owner]:
            del self._table[job.job_id]

    @override
    async def expired(self, *, before: datetime, limit: int, after: JobId | None = None) -> Sequence[Job]:
        return [job for job in self._by_id(after) if job.removed_at is not None or job.expires_at < before][:limit]

    @override
    async def known(self, job_ids: Collection[JobId]) -> Collection[JobId]:
        return self._table.keys() & set(job_ids)

    @override
    async def completed(self, *, limit: int, after: JobId | None = None) -> Sequence[Job]:
        return [job for job in self._by_id(after) if job.status == "COMPLETED" and job.removed_at is None][:limit]

    @override
    async def in_use(self, keys: Collection[str]) -> Collection[str]:
        return {key for job in self._table.values() if not job.settled for key in sources_of(job)} & set(keys)

    @override
    async def forgotten(self) -> Sequence[UserId]:
        return [*self._forgotten]

    def _has(self, job_id: JobId, owner: UserId) -> bool:
        return job_id in self._table and self._table[job_id].owner == owner

    def _seen(self) -> Iterator[Job]:
        return (job for job in self._table.values() if job.removed_at is None)

    def _seen_by(self, owner: UserId) -> Iterator[Job]:
        return (job for job in self._seen() if job.owner == owner)

    def _by_id(self, after: JobId | None) -> Sequence[Job]:
        ids = sorted(job_id for job_id in self._table if after is None or job_id > after)
        return [self._table[job_id] for job_id in ids]


@frozen
class MemoryCleanups(Cleanups):
    """The last run that succeeded, and the last one that did not."""

    _table: Table

    @override
    async def add(self, run: CleanupRun) -> None:
        kept: CleanupRun = self._table.setdefault(run.succeeded, run)
        if kept.ended_at <= run.ended_at:
            self._table[run.succeeded] = run

    @override
    async def last(self) -> CleanupRun | None:
        return max(self._table.values(), key=lambda run: run.ended_at, default=None)

    @override
    async def last_good(self) -> CleanupRun | None:
        run: CleanupRun | None = self._table.get(True)
        return run


@frozen
class MemoryVideoWork(VideoWork):
    """One transaction over jobs in memory."""

    jobs: Jobs
    cleanups: Cleanups
    outbox: Outbox
    inbox: Inbox


@asynccontextmanager
async def open_adapter(section: Section) -> AsyncIterator[Works[VideoWork]]:
    """Open jobs that end with the process."""
    yield open_works(section, open_work=_open_work)


def _open_work(tables: Tables, outbox: Outbox, inbox: Inbox) -> VideoWork:
    jobs = MemoryJobs(tables["jobs"], tables["forgotten_owners"])
    cleanups = MemoryCleanups(tables["cleanups"])
    return MemoryVideoWork(jobs=jobs, cleanups=cleanups, outbox=outbox, inbox=inbox)


def _waiting_since(job: Job) -> datetime:
    """Return since when nobody has had a right to the job; for one at work, until when somebody has."""
    return job.lease.until if job.lease is not None else max(job.updated_at, job.not_before or job.updated_at)
