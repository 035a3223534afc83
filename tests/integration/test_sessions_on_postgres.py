"""Sessions in a table: what is over is forgotten, and no ending is missed when a connection is lost."""

from collections.abc import Sequence
from datetime import timedelta
from typing import Any

import psycopg2
import pytest

from composition.catalogue import adapters_of
from ports.sessions import REVOKED_FOR, Gone, Pace, Reused, RevokedSessions, Rotated, Sessions
from tests.conftest import OpenAdapter
from tests.identity.families import MINUTE, Family, a_family
from tests.waiting import until

MOMENT = Pace(idle=timedelta(milliseconds=1), lifetime=MINUTE)


@pytest.fixture
async def sessions(open_adapter: OpenAdapter) -> Sessions:
    opened: Sessions = await open_adapter(adapters_of("sessions")["postgres"])
    return opened


@pytest.fixture
async def revoked(open_adapter: OpenAdapter) -> RevokedSessions:
    opened: RevokedSessions = await open_adapter(adapters_of("revoked_sessions")["postgres"])
    return opened


def asked(url: str, sql: str) -> Sequence[Any]:
    connection = psycopg2.connect(url)
    try:
        connection.autocommit = True
        with connection.cursor() as cursor:
            cursor.execute(sql)
            return [row[0] for row in cursor.fetchall()]
    finally:
        connection.close()


def ids(database_url: str) -> set[str]:
    return set(asked(database_url, "SELECT id FROM auth_service.sessions"))


async def test_each_start_forgets_some_of_what_is_over(sessions: Sessions, database_url: str) -> None:
    for _ in range(20):
        await a_family(sessions, pace=MOMENT)

    async def all_over() -> bool:
        living = "SELECT count(*) FROM auth_service.sessions WHERE expires_at > clock_timestamp()"
        return asked(database_url, living) == [0]

    await until(all_over)
    living = [await a_family(sessions) for _ in range(6)]
    assert ids(database_url) == {family.session_id for family in living}


async def test_what_was_revoked_is_kept_until_its_access_tokens_are_dead(sessions: Sessions, database_url: str) -> None:
    family = await a_family(sessions)
    await sessions.end(family.session_id, user_id=None)
    (kept_for,) = asked(database_url, "SELECT expires_at - revoked_at FROM auth_service.sessions")
    assert abs(kept_for - REVOKED_FOR) < timedelta(seconds=1)
    await a_family(sessions)
    assert family.session_id in ids(database_url)
    asked(
        database_url,
        f"UPDATE auth_service.sessions SET expires_at = now() WHERE id = '{family.session_id}' RETURNING 1",
    )
    await a_family(sessions)
    assert family.session_id not in ids(database_url)
    assert isinstance(await family.rotate(0), Gone)


async def test_that_reuse_ended_a_family_is_known_as_long_as_its_access_tokens_live(
    sessions: Sessions, database_url: str
) -> None:
    family = await a_family(sessions)
    assert await family.rotated(0, 1, 0, 2) == [Rotated, Rotated, Reused, Reused]
    (kept_for,) = asked(database_url, "SELECT expires_at - revoked_at FROM auth_service.sessions")
    assert kept_for == REVOKED_FOR
    (revoked_at,) = asked(database_url, "SELECT revoked_at FROM auth_service.sessions")
    assert await family.rotated(2, 0) == [Reused, Reused]
    assert asked(database_url, "SELECT revoked_at FROM auth_service.sessions") == [revoked_at]
    asked(database_url, "UPDATE auth_service.sessions SET expires_at = now() RETURNING 1")
    assert await family.rotated(2) == [Gone]


async def test_no_ending_is_missed_when_the_listeners_connection_is_lost(
    sessions: Sessions, revoked: RevokedSessions, database_url: str
) -> None:
    cut = """
        SELECT count(pg_terminate_backend(pid)) FROM pg_stat_activity
        WHERE application_name = 'oddiya-listener' AND datname = current_database()
    """

    async def is_cut() -> bool:
        return bool(asked(database_url, cut) == [1])

    def knows(family: Family) -> Any:
        async def known() -> bool:
            return revoked.has(family.session_id)

        return known

    for _ in range(3):
        family = await a_family(sessions)
        await until(is_cut)
        await sessions.end(family.session_id, user_id=None)
        await until(knows(family), within=2)


async def test_rt_12_of_an_ended_family_nothing_is_kept_of_its_client(sessions: Sessions, database_url: str) -> None:
    ended, reused = await a_family(sessions), await a_family(sessions)
    await sessions.end(ended.session_id, user_id=None)
    for generation in (0, 1, 0):
        await reused.rotate(generation)
    assert asked(database_url, "SELECT DISTINCT agent || address FROM auth_service.sessions") == [""]


async def test_pruning_leaves_no_row_of_what_is_over(sessions: Sessions, database_url: str) -> None:
    for _ in range(20):
        await a_family(sessions, pace=MOMENT)
    living = await a_family(sessions)

    async def only_one() -> bool:
        await sessions.prune()
        return ids(database_url) == {living.session_id}

    await until(only_one)
