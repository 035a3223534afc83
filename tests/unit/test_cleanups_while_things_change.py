"""A cleanup looks again before it deletes: since it was planned, things may have changed, or fail."""

from collections.abc import AsyncIterator
from typing import Any

import pytest
from attrs import evolve

from core.errors import OddiyaError, Unavailable
from core.video.model.cleanup import Removal
from core.video.model.job import Job
from core.video.model.storage import made_for
from core.video.use_cases.cleanup.remove_rubbish import PARTS_AT_ONCE, RemoveRubbish
from tests.attic import RETENTION, Attic, an_attic
from tests.builders import an_id
from tests.jobs import DAY, SECOND, a_lease
from tests.meanwhile import Meanwhile


@pytest.fixture
async def attic() -> AsyncIterator[Attic]:
    async with an_attic() as opened:
        yield opened


async def removed(attic: Attic, what: Removal) -> bool | OddiyaError:
    remove = RemoveRubbish(works=attic.works, store=attic.store, retention=RETENTION)
    (outcome,) = await remove([what], now=attic.clock.now())
    return outcome


async def change(attic: Attic, job: Job, **changed: Any) -> None:
    async with attic.works.begin() as work:
        await work.jobs.save(evolve(job, **changed))


async def test_a_job_that_has_changed_since_it_was_planned_stays(attic: Attic) -> None:
    jobs = [await attic.add(attic.a_job(left=-DAY)) for _ in range(3)]
    plan = await attic.preview()()
    await change(attic, jobs[0], expires_at=attic.clock.now() + DAY)
    await change(attic, jobs[1], status="PROCESSING", lease=a_lease(until=attic.clock.now() + SECOND))
    async with attic.works.begin() as work:
        await work.jobs.remove(jobs[2].job_id, owner=attic.owner)
    assert [await removed(attic, removal) for removal in plan.removals] == [False] * 3
    assert [job.job_id for job in (await attic.left()).jobs] == [job.job_id for job in jobs[:2]]


async def test_files_that_have_changed_since_they_were_planned_stay(attic: Attic) -> None:
    replaced, ordered, gone = [await attic.put(attic.upload(), age=11 * DAY) for _ in range(3)]
    job = attic.a_job()
    stray = await attic.put(f"{made_for(job)}film", age=2 * DAY)
    parts = await attic.begin(attic.upload(), age=2 * DAY)
    plan = await attic.preview()()
    assert len(plan.removals) == 5
    await attic.put(replaced)
    await attic.add(attic.a_job(ordered))
    await attic.add(job)
    await attic.store.delete([gone])
    async for upload in attic.store.unfinished(parts):
        await attic.store.abandon(upload)
    await attic.begin(parts)
    assert [await removed(attic, removal) for removal in plan.removals] == [False] * 5
    left = await attic.left()
    assert left.objects == sorted([replaced, ordered, stray])
    assert left.unfinished == [parts]


async def test_other_uploads_whose_keys_begin_alike_go_on(attic: Attic) -> None:
    key = await attic.begin(f"frames/{attic.owner}/x", age=2 * DAY)
    longer = await attic.begin(f"{key}.zip")
    again = await attic.begin(key)
    _, run = await attic.cleaned_up()
    assert run.removed == {"parts": 1}
    assert (await attic.left()).unfinished == [again, longer]


async def test_what_cannot_be_abandoned_stops_nothing_either(attic: Attic) -> None:
    one, other = [await attic.begin(attic.upload(), age=2 * DAY) for _ in range(2)]
    again = await attic.begin(one, age=2 * DAY)
    piece = await attic.put(f"pieces/{attic.owner}/x", age=6 * DAY)

    async def refused(call: str) -> None:
        if call == f"abandon {one}":
            raise Unavailable(what="the store")

    _, run = await attic.cleaned_up(store=Meanwhile(attic.store, refused))
    assert run.removed == {"parts": 1, "piece": 1}
    assert run.failure == "1 of 3 could not be removed: the store is not available right now; try again in 1 s"
    assert (await attic.left()).unfinished == [one, again]
    assert other not in (await attic.left()).unfinished
    assert piece not in (await attic.left()).objects


async def test_uploads_that_cannot_be_found_again_stop_nothing_either(attic: Attic) -> None:
    key = await attic.begin(attic.upload(), age=2 * DAY)
    await attic.put(f"pieces/{attic.owner}/x", age=6 * DAY)

    async def refused(call: str) -> None:
        if call == f"unfinished {key}":
            raise Unavailable(what="the store")

    _, run = await attic.cleaned_up(store=Meanwhile(attic.store, refused))
    assert run.removed == {"piece": 1}
    assert run.failure is not None
    assert run.failure.startswith("1 of 2 could not be removed")


async def test_any_number_of_them_is_looked_for_together(attic: Attic) -> None:
    keys = [await attic.begin(attic.upload(), age=2 * DAY) for _ in range(PARTS_AT_ONCE + 1)]
    await attic.add(attic.a_job(left=-DAY, status="FAILED"))
    looks: list[str] = []

    async def noted(call: str) -> None:
        if call.startswith("unfinished"):
            looks.append(call)

    _, run = await attic.cleaned_up(store=Meanwhile(attic.store, noted))
    assert run.removed == {"parts": len(keys), "job": 1}
    assert len(looks) == 6  # of these, four were for the plan


async def test_what_is_completed_or_removed_while_it_is_looked_for_is_not_missing(attic: Attic) -> None:
    late, gone = await attic.completed(but=2), await attic.completed(but=2)

    async def happens(call: str) -> None:
        if call == "list frames/":
            for name in ("film", "poster"):
                await attic.put(f"{made_for(late)}{name}")
        if call.startswith(f"head {made_for(gone)}"):
            async with attic.works.begin() as work:
                await work.jobs.remove(gone.job_id, owner=gone.owner)

    plan = await attic.preview(store=Meanwhile(attic.store, happens))()
    assert plan.missing == ()


async def test_somebody_who_removes_a_job_at_the_same_time_does_no_harm(attic: Attic) -> None:
    job = await attic.completed(left=-DAY)

    async def happens(call: str) -> None:
        if call == f"delete {made_for(job)}":
            async with attic.works.begin() as work:
                await work.jobs.remove(job.job_id, owner=job.owner)

    _, run = await attic.cleaned_up(store=Meanwhile(attic.store, happens))
    assert (run.succeeded, run.removed) == (True, {})
    assert await attic.left() == evolve(await attic.left(), jobs=[], objects=[])


async def test_a_mark_frees_the_orders_key(attic: Attic) -> None:
    key = an_id()
    job = await attic.add(attic.a_job(left=-DAY, key=key))

    async def refused(call: str) -> None:
        if call.startswith("delete"):
            raise Unavailable(what="the store")

    await attic.cleaned_up(store=Meanwhile(attic.store, refused))
    async with attic.works.begin() as work:
        assert await work.jobs.keyed(key, owner=job.owner) is None
        marked = await work.jobs.hold(job.job_id)
    assert marked is not None
    assert (marked.status, marked.removed_at) == ("CANCELLED", attic.clock.now())
