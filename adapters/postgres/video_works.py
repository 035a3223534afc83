"""Jobs and cleanups in PostgreSQL."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Final

from attrs import frozen
from typing_extensions import override

from adapters.postgres.transaction import Row, Transaction
from adapters.postgres.video_jobs import PostgresJobs
from adapters.postgres.works import Section, open_works
from adapters.wire.cleanups import run_json, run_of
from core.video.model.cleanup import CleanupRun
from ports.video_works import Cleanups, Jobs, VideoWork
from ports.works import Inbox, Outbox, Works

ADD: Final = """
INSERT INTO video_service.cleanups AS kept (succeeded, ended_at, document) VALUES (%s, %s, %s)
ON CONFLICT (succeeded) DO UPDATE SET ended_at = excluded.ended_at, document = excluded.document
WHERE kept.ended_at <= excluded.ended_at
"""
LAST: Final = "SELECT document FROM video_service.cleanups ORDER BY ended_at DESC LIMIT 1"
LAST_GOOD: Final = "SELECT document FROM video_service.cleanups WHERE succeeded"


@frozen
class PostgresCleanups(Cleanups):
    """The table `cleanups`: the last run that succeeded, and the last one that did not."""

    _transaction: Transaction

    @override
    async def add(self, run: CleanupRun) -> None:
        await self._transaction.execute(ADD, (run.succeeded, run.ended_at, run_json(run).decode()))

    @override
    async def last(self) -> CleanupRun | None:
        return _run(await self._transaction.fetch_one(LAST))

    @override
    async def last_good(self) -> CleanupRun | None:
        return _run(await self._transaction.fetch_one(LAST_GOOD))


@frozen
class PostgresVideoWork(VideoWork):
    """One transaction over jobs in PostgreSQL."""

    jobs: Jobs
    cleanups: Cleanups
    outbox: Outbox
    inbox: Inbox


@asynccontextmanager
async def open_adapter(section: Section) -> AsyncIterator[Works[VideoWork]]:
    """Open the jobs of the schema `video_service`."""
    yield open_works(section, schema="video_service", open_work=_open_work)


def _open_work(transaction: Transaction, outbox: Outbox, inbox: Inbox) -> VideoWork:
    jobs, cleanups = PostgresJobs(transaction), PostgresCleanups(transaction)
    return PostgresVideoWork(jobs=jobs, cleanups=cleanups, outbox=outbox, inbox=inbox)


def _run(row: Row | None) -> CleanupRun | None:
    return None if row is None else run_of(row[0])
