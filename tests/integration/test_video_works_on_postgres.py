"""Jobs in tables: what somebody who looks there sees, and what keeps looking quick when there are many."""

from collections.abc import Iterator, Sequence
from typing import Any

import psycopg2
import pytest
from attrs import evolve

from adapters.postgres.video_jobs import (
    COMPLETED,
    COUNT,
    EXPIRED,
    KEYED,
    KNOWN,
    LIST,
    LIST_AFTER,
    NOWHERE,
    OVERDUE,
)
from adapters.wire.jobs import job_json
from composition.catalogue import adapters_of
from core.identity.model.user import UserId
from ports.video_works import VideoWork
from ports.works import Works
from tests.builders import an_id
from tests.conftest import OpenAdapter
from tests.jobs import DAY, NOW, SECOND, SETTLED_JOBS, a_full_job, a_full_job_of_frames, a_job

MANY = """
INSERT INTO video_service.video_jobs
    (id, user_id, idempotency_key, status, attempt, progress, created_at, updated_at, expires_at, document)
SELECT gen_random_uuid(), ('00000000-0000-7000-8000-' || lpad((n %% 50)::text, 12, '0'))::uuid, 'key ' || n,
    CASE WHEN n %% 100 = 0 THEN 'PENDING' ELSE 'COMPLETED' END, 1, '', %(now)s, %(now)s,
    %(now)s::timestamptz + n * interval '1 hour', repeat('x', 500)
FROM generate_series(1, 5000) n
"""
ONE_OF_THEM = "00000000-0000-7000-8000-000000000007"
IN_THE_MIDDLE = "80000000-0000-4000-8000-000000000000"  # of all their ids, which are drawn


@pytest.fixture
async def works(open_adapter: OpenAdapter) -> Works[VideoWork]:
    opened: Works[VideoWork] = await open_adapter(adapters_of("video_works")["postgres"])
    return opened


@pytest.fixture
def cursor(database_url: str) -> Iterator[Any]:
    connection = psycopg2.connect(database_url)
    connection.autocommit = True
    with connection.cursor() as opened:
        yield opened
    connection.close()


async def test_what_a_job_is_at_can_be_seen_beside_its_document(works: Works[VideoWork], cursor: Any) -> None:
    full = a_full_job()
    async with works.begin() as work:
        for job in (full, *SETTLED_JOBS.values()):
            await work.jobs.add(job)
    cursor.execute(
        "SELECT idempotency_key, status, attempt, lease_owner, lease_token, progress, error_code, result_key,"
        " waiting_since = lease_expires_at FROM video_service.video_jobs WHERE id = %s",
        (full.job_id,),
    )
    (row,) = cursor.fetchall()
    film = "films/mina/1/film.mp4"
    assert row == ("a key", "PROCESSING", 2, "worker-1", "token", "1/3 drawing", "unavailable", film, True)
    cursor.execute("SELECT status, error_code, result_key FROM video_service.video_jobs WHERE id <> %s", (full.job_id,))
    assert sorted(cursor.fetchall()) == [
        ("CANCELLED", None, None),
        ("COMPLETED", None, film),
        ("FAILED", "broken-photo", None),
    ]


async def test_frames_and_what_is_being_removed_can_be_seen_as_well(works: Works[VideoWork], cursor: Any) -> None:
    async with works.begin() as work:
        await work.jobs.add(evolve(a_full_job_of_frames(), key="its key is free"))
        await work.jobs.add(a_job(key="a key"))
    cursor.execute("SELECT kind, result_key, removed_at, idempotency_key FROM video_service.video_jobs ORDER BY kind")
    frames = ("frames", "frames/mina/1/frames.zip", NOW + SECOND, None)
    assert cursor.fetchall() == [("film", None, None, "a key"), frames]


async def test_what_older_code_writes_is_a_film_that_is_not_removed(works: Works[VideoWork], cursor: Any) -> None:
    job = a_job()
    cursor.execute(
        "INSERT INTO video_service.video_jobs (id, user_id, status, attempt, progress, created_at, updated_at,"
        " expires_at, document) VALUES (%s, %s, 'PENDING', 0, '', %s, %s, %s, %s)",
        (job.job_id, job.owner, NOW, NOW, NOW, job_json(job).decode()),
    )
    async with works.begin() as work:
        assert await work.jobs.list(owner=job.owner, kind="film", limit=2) == [job]


async def test_who_was_forgotten_is_remembered_for_two_days(works: Works[VideoWork], cursor: Any) -> None:
    long_ago, lately, last = (UserId(an_id()) for _ in range(3))
    for owner, age in ((long_ago, "49 hours"), (lately, "47 hours")):
        cursor.execute("INSERT INTO video_service.forgotten_owners VALUES (%s, now() - %s::interval)", (owner, age))
    async with works.begin() as work:
        await work.jobs.forget(owner=last)
        assert list(await work.jobs.forgotten()) == [lately, last]


async def test_who_is_forgotten_again_is_remembered_from_then(works: Works[VideoWork], cursor: Any) -> None:
    owner = UserId(an_id())
    cursor.execute("INSERT INTO video_service.forgotten_owners VALUES (%s, now() - interval '47 hours')", (owner,))
    async with works.begin() as work:
        await work.jobs.forget(owner=owner)
    cursor.execute("SELECT now() - forgotten_at < interval '1 hour' FROM video_service.forgotten_owners")
    assert cursor.fetchall() == [(True,)]


async def test_a_key_is_unique_also_for_who_takes_no_turn(works: Works[VideoWork], cursor: Any) -> None:
    job = a_job(UserId(an_id()), key="key")
    async with works.begin() as work:
        await work.jobs.add(job)
    with pytest.raises(psycopg2.errors.UniqueViolation, match="video_jobs_key"):
        cursor.execute(
            "INSERT INTO video_service.video_jobs (id, user_id, idempotency_key, status, attempt, progress, created_at,"
            " updated_at, expires_at, document) SELECT %s, user_id, idempotency_key, status, attempt, progress,"
            " created_at, updated_at, expires_at, document FROM video_service.video_jobs",
            (an_id(),),
        )


@pytest.mark.parametrize(
    ("question", "parameters", "index"),
    [
        (KEYED, (ONE_OF_THEM, "key 7"), "video_jobs_key"),
        (LIST, (ONE_OF_THEM, "film", 10), "video_jobs_seen"),
        (LIST_AFTER, (ONE_OF_THEM, "film", IN_THE_MIDDLE, 10), "video_jobs_seen"),
        (COUNT, (ONE_OF_THEM,), "video_jobs_unsettled"),
        (OVERDUE, (NOW + SECOND, 10), "video_jobs_waiting"),
        (KNOWN, ([ONE_OF_THEM, NOWHERE],), "video_jobs_pkey"),
        (COMPLETED, (ONE_OF_THEM, 10), "video_jobs_pkey"),
        (EXPIRED, (NOW + 365 * DAY, NOWHERE, 10), "video_jobs_pkey"),
    ],
    ids=["keyed", "list", "list-after", "unsettled", "overdue", "known", "completed", "expired"],
)
def test_questions_are_answered_from_an_index_and_nothing_is_sorted(
    cursor: Any, question: str, parameters: Sequence[object], index: str
) -> None:
    plan = plan_of(cursor, question, parameters)
    assert index in plan
    assert "Sort" not in plan


def test_the_few_that_have_expired_are_found_without_going_through_the_others(cursor: Any) -> None:
    plan = plan_of(cursor, EXPIRED, (NOW + 9 * DAY / 24, NOWHERE, 500))
    assert "video_jobs_expiry" in plan
    assert "video_jobs_removed" in plan
    assert "Seq Scan" not in plan


def plan_of(cursor: Any, question: str, parameters: Sequence[object]) -> str:
    """Return how a question would be answered among thousands of jobs."""
    cursor.execute(MANY, {"now": NOW})
    cursor.execute("ANALYZE video_service.video_jobs")
    cursor.execute(f"EXPLAIN {question}", parameters)
    return "\n".join(line for (line,) in cursor.fetchall())
