"""What a worker tells of the films that it was told of."""

from collections.abc import AsyncIterator
from datetime import UTC, datetime
from pathlib import Path

import orjson
import pytest
from attrs import evolve
from structlog.testing import capture_logs

from adapters.prometheus.meter import PrometheusMeter
from composition.scrubbing import scrubbed
from core.errors import BadAnswer, Unavailable
from core.video.model.errors import JobTaken
from core.video.model.events import FilmOrdered
from core.video.model.job import Job, Progress
from core.video.use_cases.jobs.bury_job import BuryJob
from entrypoints.consumer import Outcome, Verdict, verdict_on
from entrypoints.video.worker_consumers import DeadOrdersConsumer, NoOrder, OrdersConsumer
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
    handle = OrdersConsumer(work_on_job=rig.worker(), meter=meter).handlers()[FilmOrdered.name]
    made, broken = await rig.ordered(), await rig.ordered(NO_PHOTO)
    for job in (made, broken, made):
        await handle(told_of(job))
    told = meter.exposition().decode()
    assert 'oddiya_jobs_total{kind="film",status="COMPLETED"} 1.0' in told
    assert 'oddiya_jobs_total{kind="film",status="FAILED"} 1.0' in told
    assert 'oddiya_film_duration_seconds_count{engine="still"} 1.0' in told


async def test_the_log_says_why_a_film_was_not_made(rig: Rig) -> None:
    handle = OrdersConsumer(work_on_job=rig.worker(), meter=PrometheusMeter()).handlers()[FilmOrdered.name]
    broken = await rig.ordered(NO_PHOTO)
    with capture_logs() as lines:
        await handle(told_of(broken))
    assert [(line["event"], line["reason"]) for line in lines] == [("a job came to nothing", "broken-photo")]
    assert scrubbed(dict(lines[0])) == lines[0]


@pytest.mark.parametrize(
    ("failure", "reason"),
    [
        (Unavailable(what="the disk"), "the disk is not available right now; try again in 1 s"),
        (BadAnswer(what="FFmpeg"), "FFmpeg answered what cannot be right; try again in 1 s: it says why"),
    ],
)
async def test_the_log_says_why_a_film_was_put_off(rig: Rig, failure: Unavailable, reason: str) -> None:
    async def fails(_: Progress) -> None:
        raise failure from ValueError("it says why")

    rig.maker.happens = fails
    handle = OrdersConsumer(work_on_job=rig.worker(), meter=PrometheusMeter()).handlers()[FilmOrdered.name]
    job = await rig.ordered()
    with capture_logs() as lines:
        for _ in range(2):  # the second time it is not due yet, which needs no saying
            with pytest.raises(JobTaken):
                await handle(told_of(job))
    assert [(line["event"], line["reason"]) for line in lines] == [("a job was put off", reason)]


async def test_a_dead_letter_is_an_order_that_is_told_again(rig: Rig) -> None:
    bury = BuryJob(works=rig.works, clock=rig.ports.clock)
    job = await rig.ordered()
    await DeadOrdersConsumer(bury_job=bury).handlers()[FilmOrdered.name](told_of(job))
    assert await rig.told() == [FilmOrdered.name]


@pytest.mark.parametrize("data", ["{}", "rubbish"])
async def test_a_dead_letter_that_cannot_be_read_is_given_up(rig: Rig, data: str) -> None:
    bury = BuryJob(works=rig.works, clock=rig.ports.clock)
    handle = DeadOrdersConsumer(bury_job=bury).handlers()[FilmOrdered.name]
    with pytest.raises(NoOrder) as refused:
        await handle(evolve(told_of(await rig.ordered()), data=data))
    assert verdict_on(refused.value) == Verdict(Outcome.GIVEN_UP)
