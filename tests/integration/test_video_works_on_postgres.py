"""Jobs in tables: what somebody who looks there sees, and what keeps looking quick when there are many."""

from collections.abc import Iterator, Sequence
from typing import Any

import psycopg2
import pytest

from adapters.postgres.video_works import COUNT, KEYED, LIST, OVERDUE
from composition.catalogue import adapters_of
from core.identity.model.user import UserId
from ports.video_works import VideoWork
from ports.works import Works
from tests.builders import an_id
from tests.conftest import OpenAdapter
from tests.jobs import NOW, SECOND, SETTLED_JOBS, a_full_job, a_job

MANY = """
INSERT INTO video_service.video_jobs
    (id, user_id, idempotency_key, status, attempt, progress, created_at, updated_at, expires_at, document)
SELECT gen_random_uuid(), ('00000000-0000-7000-8000-' || lpad((n %% 50)::text, 12, '0'))::uuid, 'key ' || n,
    CASE WHEN n %% 100 = 0 THEN 'PENDING' ELSE 'COMPLETED' END, 1, '', %s, %s, %s, repeat('x', 500)
FROM generate_series(1, 5000) n
"""
ONE_OF_THEM = "00000000-0000-7000-8000-000000000007"


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
        (LIST, (ONE_OF_THEM, 10), "video_jobs_of_user"),
        (COUNT, (ONE_OF_THEM,), "video_jobs_unsettled"),
        (OVERDUE, (NOW + SECOND, 10), "video_jobs_waiting"),
    ],
    ids=["keyed", "list", "unsettled", "overdue"],
)
def test_questions_are_answered_from_an_index_and_nothing_is_sorted(
    cursor: Any, question: str, parameters: Sequence[object], index: str
) -> None:
    cursor.execute(MANY, (NOW, NOW, NOW))
    cursor.execute("ANALYZE video_service.video_jobs")
    cursor.execute(f"EXPLAIN {question}", parameters)
    plan = "\n".join(line for (line,) in cursor.fetchall())
    assert index in plan
    assert "Sort" not in plan
