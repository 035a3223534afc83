"""Ending tasks that are hard of hearing."""

import asyncio

from entrypoints.ending import ended


async def test_a_task_that_misses_the_first_cancellation_ends_all_the_same() -> None:
    missed = 0

    async def go_on() -> None:
        nonlocal missed
        while True:
            try:
                await asyncio.sleep(3600)
            except asyncio.CancelledError:
                if missed:
                    raise
                missed += 1

    task = asyncio.create_task(go_on())
    await asyncio.sleep(0)
    await ended(task)
    assert (missed, task.cancelled()) == (1, True)


async def test_what_a_task_ended_with_is_nobodys_business() -> None:
    async def fail() -> None:
        raise ValueError("quietly")

    tasks = [asyncio.create_task(fail()), asyncio.create_task(asyncio.sleep(3600))]
    await ended(*tasks)
    assert all(task.done() for task in tasks)


async def test_ending_nothing_is_done_at_once() -> None:
    await ended()
