"""What a worker tells of the films that it was told of."""

from collections.abc import AsyncIterator
from datetime import UTC, datetime
from pathlib import Path

import orjson
import pytest

from adapters.prometheus.meter import PrometheusMeter
from core.video.model.events import FilmOrdered
from core.video.model.job import Job
from core.video.use_cases.jobs.bury_job import BuryJob
from entrypoints.video.worker_consumers import DeadFilmsConsumer, FilmsConsumer
from ports.works import Envelope
from tests.builders import an_id
from tests.film_rig import NO_PHOTO, Rig, a_rig


@pytest.fixture
async def rig(tmp_path: Path) -> AsyncIterator[Rig]:
    async with a_rig(tmp_path) as opened:
        yield opened


def told_of(job: Job) -> Envelope:
    data = orjson.dumps({"job_id": job.job_id, "owner": job.owner}).decode()
    moment = datetime(2026, 12, 4, tzinfo=UTC)
    return Envelope(
        event_id=an_id(), name=FilmOrdered.name, data=data, group=job.owner, traceparent=None, occurred_at=moment
    )


async def test_films_are_counted_by_how_they_end(rig: Rig) -> None:
    meter = PrometheusMeter()
    handle = FilmsConsumer(work_on_job=rig.worker(), meter=meter).handlers()[FilmOrdered.name]
    made, broken = await rig.ordered(), await rig.ordered(NO_PHOTO)
    for job in (made, broken, made):
        await handle(told_of(job))
    told = meter.exposition().decode()
    assert 'oddiya_films_total{status="COMPLETED"} 1.0' in told
    assert 'oddiya_films_total{status="FAILED"} 1.0' in told
    assert 'oddiya_film_duration_seconds_count{engine="still"} 1.0' in told


async def test_a_dead_letter_is_an_order_that_is_told_again(rig: Rig) -> None:
    bury = BuryJob(works=rig.works, clock=rig.ports.clock)
    job = await rig.ordered()
    await DeadFilmsConsumer(bury_job=bury).handlers()[FilmOrdered.name](told_of(job))
    assert await rig.told() == [FilmOrdered.name]
