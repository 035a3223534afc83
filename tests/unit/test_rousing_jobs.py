"""What becomes of jobs that no worker brought to an end."""

from collections.abc import AsyncIterator
from datetime import timedelta
from pathlib import Path

import pytest
from attrs import evolve

from core.video.model.errors import JobTaken
from core.video.model.events import FilmFailed, FilmOrdered
from core.video.model.job import MOST_ATTEMPTS, Job, JobId, Lease
from core.video.use_cases.jobs.bury_job import BuryJob
from core.video.use_cases.jobs.sweep_jobs import FORGOTTEN_FOR, SweepJobs
from tests.builders import an_id
from tests.film_rig import Rig, a_rig

MINUTE = timedelta(minutes=1)


@pytest.fixture
async def rig(tmp_path: Path) -> AsyncIterator[Rig]:
    async with a_rig(tmp_path) as opened:
        yield opened


def bury(rig: Rig) -> BuryJob:
    return BuryJob(works=rig.works, clock=rig.ports.clock)


def sweep(rig: Rig) -> SweepJobs:
    return SweepJobs(works=rig.works, clock=rig.ports.clock)


async def leased(rig: Rig, *, until: timedelta, attempts: int = 1, cancelled: bool = False) -> Job:
    """Return a job that a worker has, or had, a lease of."""
    job, now = await rig.ordered(), rig.ports.clock.now()
    lease = Lease(token=an_id(), worker="dead", until=now + until)
    asked = now if cancelled else None
    at_work = evolve(job, status="PROCESSING", lease=lease, attempts=attempts, cancel_requested_at=asked)
    return await rig.change(job, lambda _: evolve(at_work, updated_at=now - timedelta(hours=1)))


async def test_a_dead_letters_job_that_has_attempts_left_is_told_to_the_workers_again(rig: Rig) -> None:
    job = await leased(rig, until=-MINUTE)
    await bury(rig)(job_id=job.job_id, message_id="m")
    assert (await rig.job(job)).status == "PENDING"
    assert await rig.told() == [FilmOrdered.name]


async def test_a_dead_letters_job_without_attempts_left_fails_and_its_owner_is_told(rig: Rig) -> None:
    job = await leased(rig, until=-MINUTE, attempts=MOST_ATTEMPTS)
    await bury(rig)(job_id=job.job_id, message_id="m")
    failed = await rig.job(job)
    assert failed.failure is not None
    assert (failed.status, failed.failure.code) == ("FAILED", "worker-lost")
    assert await rig.told() == [FilmFailed.name]


async def test_a_dead_letters_job_that_its_owner_gave_up_is_cancelled(rig: Rig) -> None:
    job = await leased(rig, until=-MINUTE, cancelled=True)
    await bury(rig)(job_id=job.job_id, message_id="m")
    assert (await rig.job(job)).status == "CANCELLED"
    assert await rig.told() == []


async def test_a_job_that_is_being_worked_on_is_not_buried(rig: Rig) -> None:
    job = await leased(rig, until=MINUTE)
    with pytest.raises(JobTaken):
        await bury(rig)(job_id=job.job_id, message_id="m")
    assert await rig.job(job) == job


async def test_a_dead_letter_that_comes_twice_has_its_effect_once(rig: Rig) -> None:
    job = await leased(rig, until=-MINUTE)
    for _ in range(2):
        await bury(rig)(job_id=job.job_id, message_id="m")
    assert await rig.told() == [FilmOrdered.name]


async def test_dead_letters_of_settled_jobs_and_of_none_change_nothing(rig: Rig) -> None:
    job = await rig.ordered()
    await rig.cancel(job)
    await bury(rig)(job_id=job.job_id, message_id="m")
    await bury(rig)(job_id=JobId(an_id()), message_id="n")
    assert await rig.told() == []


async def test_a_sweep_rouses_what_nobody_works_on_and_nothing_else(rig: Rig) -> None:
    forgotten = await leased(rig, until=-FORGOTTEN_FOR - MINUTE)
    lost = await leased(rig, until=-FORGOTTEN_FOR - MINUTE, attempts=MOST_ATTEMPTS)
    at_work = await leased(rig, until=MINUTE)
    waiting = await rig.ordered()
    await sweep(rig)()
    found = [(await rig.job(job)).status for job in (forgotten, lost, at_work, waiting)]
    assert found == ["PENDING", "FAILED", "PROCESSING", "PENDING"]
    assert sorted(await rig.told()) == [FilmFailed.name, FilmOrdered.name]


async def test_a_job_that_was_roused_a_moment_ago_is_left_alone(rig: Rig) -> None:
    await leased(rig, until=-FORGOTTEN_FOR - MINUTE)
    await sweep(rig)()
    await sweep(rig)()
    assert await rig.told() == [FilmOrdered.name]
