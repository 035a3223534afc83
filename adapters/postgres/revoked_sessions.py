"""Which sessions have ended, as PostgreSQL notifies; read again now and then, since a notice can be missed."""

from collections.abc import AsyncIterator, Iterable
from contextlib import asynccontextmanager
from datetime import timedelta

from attrs import frozen

from adapters.postgres.listener import telling
from adapters.postgres.pool import Pool
from adapters.postgres.sessions import REVOKED
from adapters.section import need
from adapters.wire.revocations import Revocations, check_ready, following

READ = "SELECT id FROM auth_service.sessions WHERE revoked_at > now() - %s"

check = check_ready


@frozen(kw_only=True)
class Section:
    """Which database tells of endings."""

    pool: Pool = need("postgres_pool")


@asynccontextmanager
async def open_adapter(section: Section) -> AsyncIterator[Revocations]:
    """Read what is known, and listen for more."""

    async def read(at_most: timedelta) -> Iterable[str]:
        async with section.pool.cursor() as cursor:
            await cursor.execute(READ, (at_most,))
            return [session_id for (session_id,) in await cursor.fetchall()]

    async with following(read) as revocations, telling(section.pool.url, REVOKED, revocations.learn):
        yield revocations
