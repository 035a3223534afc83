"""Jobs in PostgreSQL: each is one document, with columns beside it for what they are found by."""

from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from datetime import datetime
from typing import Final

from attrs import frozen
from typing_extensions import override

from adapters.postgres.transaction import Row, Transaction
from adapters.postgres.works import Section, open_works
from adapters.wire.jobs import job_json, job_of
from core.identity.model.user import UserId
from core.video.model.errors import FilmNotFound, FilmOwnerGone
from core.video.model.job import Job, JobId
from ports.video_works import Jobs, VideoWork
from ports.works import Inbox, Outbox, Works

JOB: Final = "SELECT document FROM video_service.video_jobs"
OWNED: Final = f"{JOB} WHERE id = %s AND user_id = %s"
KEYED: Final = f"{JOB} WHERE user_id = %s AND idempotency_key = %s"
HELD: Final = f"{JOB} WHERE id = %s FOR UPDATE"
LIST: Final = f"{JOB} WHERE user_id = %s ORDER BY id DESC LIMIT %s"
LIST_AFTER: Final = f"{JOB} WHERE user_id = %s AND id < %s ORDER BY id DESC LIMIT %s"
# The words of the partial indexes.
UNSETTLED: Final = "status IN ('PENDING', 'PROCESSING')"
COUNT: Final = f"SELECT count(*) FROM video_service.video_jobs WHERE user_id = %s AND {UNSETTLED}"  # noqa: S608 - put together of constants
OVERDUE: Final = f"""
SELECT id FROM video_service.video_jobs WHERE {UNSETTLED} AND waiting_since < %s ORDER BY waiting_since, id LIMIT %s
"""  # noqa: S608 - the same
# The turn is a statement of its own, so that the next one sees what was committed while it waited.
TURN: Final = "SELECT pg_advisory_xact_lock(hashtextextended('video_service owner ' || %(owner)s, 0));"
ADD: Final = f"""
{TURN}
WITH added AS (
    INSERT INTO video_service.video_jobs
        (status, attempt, lease_owner, lease_token, lease_expires_at, not_before, cancel_requested_at, progress,
         error_code, result_key, updated_at, document, idempotency_key, created_at, expires_at, id, user_id)
    SELECT %(status)s, %(attempt)s, %(worker)s, %(token)s, %(until)s::timestamptz, %(not_before)s::timestamptz,
        %(cancelled_at)s::timestamptz, %(progress)s, %(error)s, %(result)s, %(updated_at)s::timestamptz, %(document)s,
        %(key)s, %(created_at)s::timestamptz, %(expires_at)s::timestamptz, %(id)s::uuid, %(owner)s::uuid
    WHERE NOT EXISTS (SELECT FROM video_service.forgotten_owners WHERE user_id = %(owner)s)
    ON CONFLICT (user_id, idempotency_key) WHERE idempotency_key IS NOT NULL DO NOTHING
    RETURNING document
)
SELECT document FROM added
UNION ALL {JOB} WHERE user_id = %(owner)s AND idempotency_key = %(key)s
"""  # noqa: S608 - the same
SAVE: Final = """
UPDATE video_service.video_jobs
SET status = %(status)s, attempt = %(attempt)s, lease_owner = %(worker)s, lease_token = %(token)s,
    lease_expires_at = %(until)s, not_before = %(not_before)s, cancel_requested_at = %(cancelled_at)s,
    progress = %(progress)s, error_code = %(error)s, result_key = %(result)s, updated_at = %(updated_at)s,
    expires_at = %(expires_at)s, document = %(document)s
WHERE id = %(id)s AND user_id = %(owner)s
"""
REMOVE: Final = "DELETE FROM video_service.video_jobs WHERE id = %s AND user_id = %s"
# No order is a day in the making.
FORGET: Final = f"""
{TURN}
DELETE FROM video_service.video_jobs WHERE user_id = %(owner)s;
DELETE FROM video_service.forgotten_owners WHERE forgotten_at < now() - interval '1 day';
INSERT INTO video_service.forgotten_owners (user_id) VALUES (%(owner)s) ON CONFLICT DO NOTHING
"""  # noqa: S608 - the same


@frozen
class PostgresJobs(Jobs):
    """The table `video_jobs`."""

    _transaction: Transaction

    @override
    async def get(self, job_id: JobId, *, owner: UserId) -> Job | None:
        return _job(await self._transaction.fetch_one(OWNED, (job_id, owner)))

    @override
    async def keyed(self, key: str, *, owner: UserId) -> Job | None:
        return _job(await self._transaction.fetch_one(KEYED, (owner, key)))

    @override
    async def hold(self, job_id: JobId) -> Job | None:
        return _job(await self._transaction.fetch_one(HELD, (job_id,)))

    @override
    async def list(self, *, owner: UserId, limit: int, after: JobId | None = None) -> Sequence[Job]:
        if after is None:
            rows = await self._transaction.fetch(LIST, (owner, limit))
        else:
            rows = await self._transaction.fetch(LIST_AFTER, (owner, after, limit))
        return [job_of(document) for (document,) in rows]

    @override
    async def unsettled(self, *, owner: UserId) -> int:
        ((count,),) = await self._transaction.fetch(COUNT, (owner,))
        return int(count)

    @override
    async def overdue(self, *, before: datetime, limit: int) -> Sequence[JobId]:
        return [JobId(job_id) for (job_id,) in await self._transaction.fetch(OVERDUE, (before, limit))]

    @override
    async def add(self, job: Job) -> Job:
        kept = _job(await self._transaction.fetch_one(ADD, _columns(job)))
        if kept is None:
            raise FilmOwnerGone
        return kept

    @override
    async def save(self, job: Job) -> None:
        if not await self._transaction.execute(SAVE, _columns(job)):
            raise FilmNotFound

    @override
    async def remove(self, job_id: JobId, *, owner: UserId) -> bool:
        return await self._transaction.execute(REMOVE, (job_id, owner)) == 1

    @override
    async def forget(self, *, owner: UserId) -> None:
        await self._transaction.execute(FORGET, {"owner": owner})


@frozen
class PostgresVideoWork(VideoWork):
    """One transaction over jobs in PostgreSQL."""

    jobs: Jobs
    outbox: Outbox
    inbox: Inbox


@asynccontextmanager
async def open_adapter(section: Section) -> AsyncIterator[Works[VideoWork]]:
    """Open the jobs of the schema `video_service`."""
    yield open_works(section, schema="video_service", open_work=_open_work)


def _open_work(transaction: Transaction, outbox: Outbox, inbox: Inbox) -> VideoWork:
    return PostgresVideoWork(jobs=PostgresJobs(transaction), outbox=outbox, inbox=inbox)


def _job(row: Row | None) -> Job | None:
    return None if row is None else job_of(row[0])


def _columns(job: Job) -> dict[str, object]:
    lease = job.lease
    return {
        "id": job.job_id,
        "owner": job.owner,
        "key": job.key,
        "status": job.status,
        "attempt": job.attempts,
        "worker": lease and lease.worker,
        "token": lease and lease.token,
        "until": lease and lease.until,
        "not_before": job.not_before,
        "cancelled_at": job.cancel_requested_at,
        "progress": f"{job.progress.done}/{job.progress.total} {job.progress.step}",
        "error": job.failure and job.failure.code,
        "result": job.result and job.result.film_key,
        "created_at": job.created_at,
        "updated_at": job.updated_at,
        "expires_at": job.expires_at,
        "document": job_json(job).decode(),
    }
