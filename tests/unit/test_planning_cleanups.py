"""What a cleanup finds due, and what it leaves alone; nothing is changed by looking."""

from collections.abc import AsyncIterator
from datetime import timedelta

import pytest

from core.video.model.cleanup import CleanupPlan, Removal
from core.video.model.storage import made_for
from tests.attic import RETENTION, Attic, an_attic, filled
from tests.builders import an_id
from tests.jobs import DAY, MINUTE, SECOND, a_lease


@pytest.fixture
async def attic() -> AsyncIterator[Attic]:
    async with an_attic() as opened:
        yield opened


async def due(attic: Attic) -> list[tuple[str, str]]:
    return [(one.what, one.name) for one in (await attic.preview()()).removals]


async def test_a_job_is_due_once_its_time_is_over_with_all_that_was_made_for_it(attic: Attic) -> None:
    film = await attic.completed(left=-SECOND)
    frames = await attic.completed(left=-SECOND, frames=True)
    await attic.completed(left=timedelta())
    failed = await attic.add(attic.a_job(left=-SECOND, status="FAILED"))
    at = attic.clock.now() - SECOND
    assert (await attic.preview()()).removals == (
        Removal(what="job", name=film.job_id, due_since=at, size=20),
        Removal(what="job", name=frames.job_id, due_since=at, size=30),
        Removal(what="job", name=failed.job_id, due_since=at, size=0),
    )


async def test_a_job_that_somebody_works_on_is_left_for_the_next_time(attic: Attic) -> None:
    now = attic.clock.now()
    await attic.add(attic.a_job(left=-DAY, status="PROCESSING", lease=a_lease(until=now + SECOND)))
    lapsed = await attic.add(attic.a_job(left=-DAY, status="PROCESSING", lease=a_lease(until=now)))
    assert await due(attic) == [("job", lapsed.job_id)]


async def test_a_job_that_was_marked_is_due_since_it_was(attic: Attic) -> None:
    marked = await attic.completed(left=DAY, removed_at=attic.clock.now() - MINUTE)
    (removal,) = (await attic.preview()()).removals
    assert removal == Removal(what="job", name=marked.job_id, due_since=attic.clock.now() - MINUTE, size=20)


@pytest.mark.parametrize(
    ("folder", "what", "kept"), [("uploads", "upload", RETENTION.uploads), ("pieces", "piece", RETENTION.pieces)]
)
async def test_files_are_due_by_their_age(attic: Attic, folder: str, what: str, kept: timedelta) -> None:
    old = await attic.put(f"{folder}/{attic.owner}/old", age=kept + SECOND, size=7)
    await attic.put(f"{folder}/{attic.owner}/just", age=kept)
    await attic.put(f"{folder}/{attic.owner}/yet-to-come", age=-DAY)
    (removal,) = (await attic.preview()()).removals
    assert (removal.what, removal.name, removal.size) == (what, old, 7)
    assert removal.due_since == attic.clock.now() - SECOND


async def test_a_file_stays_while_a_job_that_is_not_settled_was_ordered_of_it(attic: Attic) -> None:
    waiting, working, expired, free = [await attic.put(attic.upload(), age=11 * DAY) for _ in range(4)]
    await attic.add(attic.a_job(waiting, frames=True))
    lease = a_lease(until=attic.clock.now() + MINUTE)
    await attic.add(attic.a_job(working, left=-DAY, status="PROCESSING", lease=lease))
    over = await attic.add(attic.a_job(expired, left=-DAY))
    await attic.add(attic.a_job(free, status="FAILED"))
    assert await due(attic) == [("job", over.job_id), ("upload", free)]


async def test_what_lies_where_results_lie_is_due_after_a_day_where_no_job_has_it(attic: Attic) -> None:
    job = await attic.add(attic.a_job())
    await attic.put(f"{made_for(job)}old", age=99 * DAY)
    await attic.put(f"films/{attic.owner}/{an_id()}/film", age=DAY)
    strays = [
        *(f"{kind}/{attic.owner}/{an_id()}/{name}" for kind in ("films", "frames") for name in ("a", "b/c")),
        *("films/lonely", "films/some/file", "frames/some/folder/file", f"films/{attic.owner}/{an_id().upper()}/film"),
    ]
    for key in strays:
        await attic.put(key, age=DAY + SECOND)
    assert await due(attic) == [("stray", key) for key in sorted(strays)]


async def test_what_came_after_its_owner_had_gone_is_due_at_any_age(attic: Attic) -> None:
    gone = await attic.forgotten()
    keys = [f"{folder}/{gone}/x" for folder in ("films", "frames", "pieces", "uploads")]
    for key in keys:
        await attic.put(key, age=SECOND)
    await attic.put(f"uploads/{gone}/yet-to-come")
    assert await due(attic) == [("left-behind", key) for key in keys]


async def test_uploads_that_were_never_completed_are_due_after_a_day_once_for_each_key(attic: Attic) -> None:
    keys = [f"{folder}/{attic.owner}/x" for folder in ("films", "frames", "pieces", "uploads")]
    for key in keys:
        for days in (2, 3, 2):
            await attic.begin(key, age=days * DAY)
    await attic.begin(attic.upload(), age=DAY)
    plan = await attic.preview()()
    assert [(one.what, one.name) for one in plan.removals] == [("parts", key) for key in keys]
    assert {one.due_since for one in plan.removals} == {attic.clock.now() - 2 * DAY}


async def test_completed_jobs_that_lack_some_of_what_was_made_for_them_are_missing_it(attic: Attic) -> None:
    await attic.completed()
    await attic.completed(frames=True)
    film = await attic.completed(but=1)
    frames = await attic.completed(frames=True, but=3)
    await attic.completed(left=-DAY, but=1)
    await attic.completed(removed_at=attic.clock.now(), but=1)
    await attic.add(attic.a_job(status="COMPLETED"))
    plan = await attic.preview()()
    assert plan.missing == (film.job_id, frames.job_id)
    assert [one.what for one in plan.removals] == ["job", "job"]


async def test_any_number_of_them_is_found(attic: Attic) -> None:
    many = 1001
    jobs = [await attic.add(attic.a_job(left=-SECOND, status="FAILED")) for _ in range(many)]
    files = [await attic.put(f"uploads/{attic.owner}/{number:04}", age=11 * DAY) for number in range(many)]
    strays = [await attic.put(f"films/{attic.owner}/{an_id()}/{number}", age=2 * DAY) for number in range(many)]
    names = [job.job_id for job in jobs]
    assert [name for _, name in await due(attic)] == [*sorted(names), *files, *sorted(strays)]


async def test_nothing_is_changed(attic: Attic) -> None:
    await filled(attic)
    before = await attic.left()
    plan = await attic.preview()()
    assert len(plan.removals) == 8
    assert await attic.preview()() == plan
    assert await attic.left() == before
    async with attic.works.begin() as work:
        assert await work.cleanups.last() is None
    assert await attic.works.feed.oldest_unsent() is None


async def test_of_nothing_nothing_is_due(attic: Attic) -> None:
    assert await attic.preview()() == CleanupPlan()
