"""Families of refresh tokens in a table: each step is one statement, by the clock of PostgreSQL."""

from collections.abc import AsyncIterator, Mapping, Sequence
from contextlib import asynccontextmanager
from datetime import UTC, timedelta

from attrs import frozen
from typing_extensions import override

from adapters.postgres.pool import Pool
from adapters.postgres.transaction import Row
from adapters.section import need
from adapters.wire.uuids import is_uuid
from core.identity.model.refresh_token import RefreshToken
from core.identity.model.session import Client, Session, SessionId
from core.identity.model.user import UserId
from ports.sessions import REVOKED_FOR, Gone, Pace, Repeated, Reused, Rotated, Rotation, Sessions

REVOKED = "oddiya_revoked"
COLUMNS = "id, user_id, agent, address, created_at, last_used_at, expires_at"

# Each start forgets some of what is over, so that the table does not grow for ever.
START = f"""
WITH forgotten AS (
    DELETE FROM auth_service.sessions WHERE id IN (
        SELECT id FROM auth_service.sessions WHERE expires_at <= now()
        ORDER BY expires_at LIMIT 4 FOR UPDATE SKIP LOCKED
    )
), present AS (SELECT clock_timestamp() AS moment)
INSERT INTO auth_service.sessions (generation, digest, {COLUMNS})
SELECT %(generation)s, %(digest)s, %(id)s, %(user_id)s, %(agent)s, %(address)s,
    moment, moment, moment + least(%(idle)s, %(lifetime)s)
FROM present RETURNING {COLUMNS}
"""  # noqa: S608 - the columns are our own
# The row is locked before it is judged, and the moment is read after that: whoever waited sees what the other one did.
ROTATE = """
WITH known AS (
    SELECT *, clock_timestamp() AS moment FROM auth_service.sessions
    WHERE id = %(id)s AND (revoked_at IS NULL OR reused) FOR UPDATE
), judged AS (
    SELECT *, CASE
        WHEN reused THEN 'reused'
        WHEN digest = %(presented)s OR generation < %(generation)s THEN 'rotated'
        WHEN parent_digest = %(presented)s AND moment - last_used_at < %(window)s THEN 'repeated'
        ELSE 'reused'
    END AS verdict
    FROM known WHERE moment < expires_at AND (reused OR moment < created_at + %(lifetime)s)
), rotated AS (
    UPDATE auth_service.sessions AS family
    SET generation = %(generation)s + 1, digest = %(successor)s, parent_digest = %(presented)s, last_used_at = moment,
        expires_at = least(moment + %(idle)s, family.created_at + %(lifetime)s)
    FROM judged WHERE family.id = judged.id AND verdict = 'rotated'
    RETURNING family.last_used_at, family.expires_at
), revoked AS (
    UPDATE auth_service.sessions AS family
    SET revoked_at = moment, expires_at = moment + %(revoked_for)s, reused = true, agent = '', address = ''
    FROM judged WHERE family.id = judged.id AND verdict = 'reused' AND NOT judged.reused
    RETURNING pg_notify(%(channel)s, family.id::text)
)
SELECT verdict, moment, id, user_id, agent, address, created_at,
    coalesce(rotated.last_used_at, judged.last_used_at), coalesce(rotated.expires_at, judged.expires_at)
FROM judged LEFT JOIN rotated ON true
"""
REVOKE = """
UPDATE auth_service.sessions SET revoked_at = clock_timestamp(), expires_at = clock_timestamp() + %(revoked_for)s,
    agent = '', address = ''
WHERE {which} AND revoked_at IS NULL AND expires_at > clock_timestamp()
RETURNING id, pg_notify(%(channel)s, id::text)
"""
END = REVOKE.format(which="id = %(id)s AND user_id = coalesce(%(user_id)s::uuid, user_id)")
END_ALL = REVOKE.format(which="user_id = %(user_id)s AND id IS DISTINCT FROM %(keep)s::uuid")
PRUNE = "DELETE FROM auth_service.sessions WHERE expires_at <= now() RETURNING id"
OF_USER = f"""
SELECT {COLUMNS} FROM auth_service.sessions WHERE user_id = %(user_id)s AND revoked_at IS NULL AND expires_at > now()
ORDER BY last_used_at DESC, id DESC
"""  # noqa: S608 - the columns are our own


@frozen
class PostgresSessions(Sessions):
    """One row for each family; `NOTIFY` tells of those that are ended."""

    _pool: Pool

    @override
    async def start(self, *, user_id: UserId, token: RefreshToken, client: Client, pace: Pace) -> Session:
        (row,) = await self._run(
            START,
            id=token.session_id,
            user_id=user_id,
            generation=token.generation,
            digest=token.digest,
            agent=client.agent,
            address=client.address,
            idle=pace.idle,
            lifetime=pace.lifetime,
        )
        return _session(row)

    @override
    async def rotate(
        self, *, presented: RefreshToken, successor: RefreshToken, window: timedelta, pace: Pace
    ) -> Rotation:
        rows = await self._run(
            ROTATE,
            id=presented.session_id,
            generation=presented.generation,
            presented=presented.digest,
            successor=successor.digest,
            window=window,
            idle=pace.idle,
            lifetime=pace.lifetime,
        )
        return _rotation(rows[0]) if rows else Gone()

    @override
    async def end(self, session_id: SessionId, *, user_id: UserId | None) -> bool:
        return is_uuid(session_id) and bool(await self._run(END, id=session_id, user_id=user_id))

    @override
    async def end_all(self, user_id: UserId, *, keep: SessionId | None = None) -> Sequence[SessionId]:
        return [session_id for session_id, _ in await self._run(END_ALL, user_id=user_id, keep=keep)]

    @override
    async def of_user(self, user_id: UserId) -> Sequence[Session]:
        return [_session(row) for row in await self._run(OF_USER, user_id=user_id)]

    @override
    async def prune(self) -> None:
        await self._run(PRUNE)

    async def _run(self, sql: str, **parameters: object) -> list[Row]:
        standing: Mapping[str, object] = {"channel": REVOKED, "revoked_for": REVOKED_FOR}
        async with self._pool.cursor() as cursor:
            await cursor.execute(sql, {**standing, **parameters})
            rows: list[Row] = await cursor.fetchall()
        return rows


def _rotation(row: Row) -> Rotation:
    verdict, moment, *columns = row
    session = _session(tuple(columns))
    match verdict:
        case "rotated":
            return Rotated(session=session, remaining=session.expires_at - moment)
        case "repeated":
            return Repeated(session=session, remaining=session.expires_at - moment)
        case _:
            return Reused(user_id=session.user_id)


def _session(row: Row) -> Session:
    session_id, user_id, agent, address, *moments = row
    created_at, last_used_at, expires_at = (moment.astimezone(UTC) for moment in moments)
    return Session(
        session_id=session_id,
        user_id=user_id,
        client=Client(agent=agent, address=address),
        created_at=created_at,
        last_used_at=last_used_at,
        expires_at=expires_at,
    )


@frozen(kw_only=True)
class Section:
    """Which database keeps the families."""

    pool: Pool = need("postgres_pool")


@asynccontextmanager
async def open_adapter(section: Section) -> AsyncIterator[Sessions]:
    """Open the sessions of the schema `auth_service`."""
    yield PostgresSessions(section.pool)
