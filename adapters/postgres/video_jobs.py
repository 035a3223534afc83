"""Jobs in PostgreSQL: each is one document, with columns beside it for what they are found by."""

from collections.abc import Collection, Sequence
from datetime import datetime
from typing import Final

from attrs import frozen
from typing_extensions import override

from adapters.postgres.transaction import Row, Transaction
from adapters.wire.jobs import job_json, job_of, sources_of
from adapters.wire.uuids import is_uuid
from core.identity.model.user import UserId
from core.video.model.errors import JobNotFound, OrdererGone
from core.video.model.frames.found import FramesResult
from core.video.model.job import Job, JobId, JobKind
from ports.video_works import Jobs

NOWHERE: Final = JobId("00000000-0000-0000-0000-000000000000")
PAGE: Final = 100
JOB: Final = "SELECT document FROM video_service.video_jobs"
# The words of the partial indexes.
SEEN: Final = "removed_at IS NULL"
UNSETTLED: Final = "status IN ('PENDING', 'PROCESSING')"
OWNED: Final = f"{JOB} WHERE id = %s AND user_id = %s AND {SEEN}"
KEYED: Final = f"{JOB} WHERE user_id = %s AND idempotency_key = %s AND {SEEN}"
HELD: Final = f"{JOB} WHERE id = %s FOR UPDATE"
LIST: Final = f"{JOB} WHERE user_id = %s AND kind = %s AND {SEEN} ORDER BY id DESC LIMIT %s"
LIST_AFTER: Final = f"{JOB} WHERE user_id = %s AND kind = %s AND {SEEN} AND id < %s ORDER BY id DESC LIMIT %s"
COUNT: Final = f"SELECT count(*) FROM video_service.video_jobs WHERE user_id = %s AND {UNSETTLED} AND {SEEN}"  # noqa: S608 - put together of constants
OVERDUE: Final = f"""
SELECT id FROM video_service.video_jobs
WHERE {UNSETTLED} AND {SEEN} AND waiting_since < %s ORDER BY waiting_since, id LIMIT %s
"""  # noqa: S608 - the same
EXPIRED: Final = f"{JOB} WHERE (expires_at < %s OR removed_at IS NOT NULL) AND id > %s ORDER BY id LIMIT %s"
KNOWN: Final = "SELECT id FROM video_service.video_jobs WHERE id = ANY(%s::uuid[])"
COMPLETED: Final = f"{JOB} WHERE status = 'COMPLETED' AND {SEEN} AND id > %s ORDER BY id LIMIT %s"
IN_THE_MAKING: Final = f"{JOB} WHERE {UNSETTLED} AND id > %s ORDER BY id LIMIT %s"
# The turn is a statement of its own, so that the next one sees what was committed while it waited.
TURN: Final = "SELECT pg_advisory_xact_lock(hashtextextended('video_service owner ' || %(owner)s, 0));"
ADD: Final = f"""
{TURN}
WITH added AS (
    INSERT INTO video_service.video_jobs
        (status, attempt, lease_owner, lease_token, lease_expires_at, not_before, cancel_requested_at, progress,
         error_code, result_key, updated_at, removed_at, document, idempotency_key, kind, created_at, expires_at, id,
         user_id)
    SELECT %(status)s, %(attempt)s, %(worker)s, %(token)s, %(until)s::timestamptz, %(not_before)s::timestamptz,
        %(cancelled_at)s::timestamptz, %(progress)s, %(error)s, %(result)s, %(updated_at)s::timestamptz,
        %(removed_at)s::timestamptz, %(document)s, %(key)s, %(kind)s, %(created_at)s::timestamptz,
        %(expires_at)s::timestamptz, %(id)s::uuid, %(owner)s::uuid
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
    expires_at = %(expires_at)s, idempotency_key = %(key)s, removed_at = %(removed_at)s, document = %(document)s
WHERE id = %(id)s AND user_id = %(owner)s
"""
REMOVE: Final = "DELETE FROM video_service.video_jobs WHERE id = %s AND user_id = %s"
# No order is a day in the making, and what is left of an account is looked for once a day.
FORGET: Final = f"""
{TURN}
DELETE FROM video_service.video_jobs WHERE user_id = %(owner)s;
DELETE FROM video_service.forgotten_owners WHERE forgotten_at < now() - interval '2 days';
INSERT INTO video_service.forgotten_owners (user_id) VALUES (%(owner)s)
ON CONFLICT (user_id) DO UPDATE SET forgotten_at = now()
"""  # noqa: S608 - the same
FORGOTTEN: Final = "SELECT user_id FROM video_service.forgotten_owners ORDER BY user_id"


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
    async def list(self, *, owner: UserId, kind: JobKind, limit: int, after: JobId | None = None) -> Sequence[Job]:
        if after is None:
            return await self._jobs(LIST, (owner, kind, limit))
        return await self._jobs(LIST_AFTER, (owner, kind, after, limit))

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
            raise OrdererGone
        return kept

    @override
    async def save(self, job: Job) -> None:
        if not await self._transaction.execute(SAVE, _columns(job)):
            raise JobNotFound

    @override
    async def remove(self, job_id: JobId, *, owner: UserId) -> bool:
        return await self._transaction.execute(REMOVE, (job_id, owner)) == 1

    @override
    async def forget(self, *, owner: UserId) -> None:
        await self._transaction.execute(FORGET, {"owner": owner})

    @override
    async def expired(self, *, before: datetime, limit: int, after: JobId | None = None) -> Sequence[Job]:
        return await self._jobs(EXPIRED, (before, after or NOWHERE, limit))

    @override
    async def known(self, job_ids: Collection[JobId]) -> Collection[JobId]:
        ids = [job_id for job_id in job_ids if is_uuid(job_id)]
        return {JobId(job_id) for (job_id,) in await self._transaction.fetch(KNOWN, (ids,))}

    @override
    async def completed(self, *, limit: int, after: JobId | None = None) -> Sequence[Job]:
        return await self._jobs(COMPLETED, (after or NOWHERE, limit))

    @override
    async def in_use(self, keys: Collection[str]) -> Collection[str]:
        wanted, used, after = set(keys), set[str](), NOWHERE
        while jobs := await self._jobs(IN_THE_MAKING, (after, PAGE)):
            used |= {key for job in jobs for key in sources_of(job)} & wanted
            after = jobs[-1].job_id
        return used

    @override
    async def forgotten(self) -> Sequence[UserId]:
        return [UserId(owner) for (owner,) in await self._transaction.fetch(FORGOTTEN)]

    async def _jobs(self, question: str, parameters: Sequence[object]) -> Sequence[Job]:
        return [job_of(document) for (document,) in await self._transaction.fetch(question, parameters)]


def _job(row: Row | None) -> Job | None:
    return None if row is None else job_of(row[0])


def _columns(job: Job) -> dict[str, object]:
    lease = job.lease
    return {
        "id": job.job_id,
        "owner": job.owner,
        "key": job.key if job.removed_at is None else None,
        "kind": job.kind,
        "status": job.status,
        "attempt": job.attempts,
        "worker": lease and lease.worker,
        "token": lease and lease.token,
        "until": lease and lease.until,
        "not_before": job.not_before,
        "cancelled_at": job.cancel_requested_at,
        "progress": f"{job.progress.done}/{job.progress.total} {job.progress.step}",
        "error": job.failure and job.failure.code,
        "result": _result_key(job),
        "created_at": job.created_at,
        "updated_at": job.updated_at,
        "expires_at": job.expires_at,
        "removed_at": job.removed_at,
        "document": job_json(job).decode(),
    }


def _result_key(job: Job) -> str | None:
    if job.result is None:
        return None
    return job.result.zip_key if isinstance(job.result, FramesResult) else job.result.film_key
