"""How a job is done again and again, whatever happens to it."""

import asyncio
from collections.abc import Callable
from datetime import timedelta
from itertools import pairwise

import pytest
from structlog.testing import capture_logs

from core.errors import Unavailable
from entrypoints.periodic import Periodic
from tests.waiting import until

OFTEN = timedelta(milliseconds=1)


async def run_until(periodic: Periodic, condition: Callable[[], bool]) -> None:
    async def is_so() -> bool:
        return condition()

    running = asyncio.create_task(periodic.run())
    try:
        await until(is_so)
    finally:
        running.cancel()
        with pytest.raises(asyncio.CancelledError):
            await running


async def test_a_job_is_done_at_once() -> None:
    done = asyncio.Event()

    async def job() -> None:
        done.set()

    await run_until(Periodic(name="a job", job=job, every=timedelta(hours=1)), done.is_set)


async def test_a_job_is_done_every_so_often() -> None:
    loop, times = asyncio.get_running_loop(), list[float]()

    async def job() -> None:
        times.append(loop.time())

    await run_until(Periodic(name="a job", job=job, every=timedelta(milliseconds=20)), lambda: len(times) == 4)
    assert all(later - earlier > 0.019 for earlier, later in pairwise(times))


@pytest.mark.parametrize(
    ("failure", "level"), [(Unavailable(what="the database"), "warning"), (ValueError("a bug"), "error")]
)
async def test_a_job_that_fails_is_done_again_and_the_operator_reads_of_it(failure: Exception, level: str) -> None:
    done = 0

    async def job() -> None:
        nonlocal done
        done += 1
        if done < 3:
            raise failure

    with capture_logs() as lines:
        await run_until(Periodic(name="a job", job=job, every=OFTEN), lambda: done > 3)
    assert [(line["log_level"], line["job"]) for line in lines] == [(level, "a job")] * 2


async def test_a_job_in_the_middle_of_its_work_is_ended_by_cancelling() -> None:
    begun = asyncio.Event()

    async def job() -> None:
        begun.set()
        await asyncio.Event().wait()

    await run_until(Periodic(name="a job", job=job, every=OFTEN), begun.is_set)
