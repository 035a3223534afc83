"""A cleanup deletes what is due and still due when its turn comes, counts it, and tells the operator how it went."""

from collections.abc import AsyncIterator
from datetime import datetime, timedelta
from typing import Any

import pytest
from attrs import evolve, frozen
from typing_extensions import override

from core.errors import Unavailable
from core.video.model.cleanup import CleanupPlan, CleanupRun, Removal
from core.video.model.errors import ClockAstray
from core.video.model.events import CleanupEnded
from core.video.model.job import Job
from core.video.model.storage import made_for
from core.video.use_cases.cleanup.read_last_cleanup import ReadLastCleanup
from core.video.use_cases.cleanup.remove_rubbish import RemoveRubbish
from core.video.use_cases.cleanup.tally import MOST_IN_A_ROW
from core.video.use_cases.cleanup.time_of_turn import NEAR
from ports.clock import Clock
from ports.turns import Turn, Turns, TurnTaken
from tests.attic import RETENTION, Attic, an_attic, filled
from tests.builders import an_id
from tests.clocks import ManualClock
from tests.jobs import DAY, MINUTE, SECOND, a_lease
from tests.meanwhile import Meanwhile


@pytest.fixture
async def attic() -> AsyncIterator[Attic]:
    async with an_attic() as opened:
        yield opened


def never(plan: CleanupPlan) -> None:
    pytest.fail(f"nothing should be planned, but {plan} is")


async def told(attic: Attic) -> list[str]:
    """Return what the operator is to hear."""
    events = await attic.works.feed.claim(limit=10, lease=MINUTE)
    assert {event.name for event in events} <= {CleanupEnded.name}
    return [event.data for event in events]


async def last(attic: Attic) -> tuple[CleanupRun | None, CleanupRun | None]:
    known = await ReadLastCleanup(works=attic.works)()
    return known.last, known.last_good


async def test_what_is_due_is_deleted_and_nothing_else(attic: Attic) -> None:
    expected = await filled(attic)
    announced = await attic.preview()()
    plan, run = await attic.cleaned_up()
    assert plan == announced
    assert await attic.left() == expected
    assert run.succeeded
    assert run.removed == {"job": 3, "parts": 1, "upload": 1, "piece": 1, "stray": 1, "left-behind": 1}
    assert run.freed == sum(removal.size for removal in plan.removals) == 44
    assert run.missing == 1
    assert await last(attic) == (run, run)
    (said,) = await told(attic)
    assert '"succeeded":true' in said.replace(" ", "")
    assert "8 removed (job 3, left-behind 1, parts 1, piece 1, stray 1, upload 1), 44 bytes freed; 1 completed" in said


async def test_the_next_cleanup_finds_what_a_job_that_went_had_been_ordered_of_and_then_nothing(attic: Attic) -> None:
    key = await attic.put(attic.upload(), age=11 * DAY)
    await attic.add(attic.a_job(key, left=-DAY))
    for expected in (["job"], ["upload"], []):
        plan, run = await attic.cleaned_up()
        assert [removal.what for removal in plan.removals] == expected
        assert run.succeeded
    assert run.summary == "0 removed, 0 bytes freed"


async def test_two_days_later_that_goes_which_is_due_by_then(attic: Attic) -> None:
    kept = [await attic.completed(left=2 * DAY), await attic.completed(left=3 * DAY)]
    await attic.completed(left=2 * DAY - SECOND)
    young = await attic.put(attic.upload(), age=RETENTION.uploads - 2 * DAY)
    await attic.put(attic.upload(), age=RETENTION.uploads - 2 * DAY + SECOND)
    attic.clock.move(2 * DAY)
    _, run = await attic.cleaned_up()
    assert run.removed == {"job": 1, "upload": 1}
    left = await attic.left()
    assert left.jobs == kept
    assert left.objects == sorted([f"{made_for(job)}{name}" for job in kept for name in ("film", "poster")] + [young])


@pytest.mark.parametrize("off", [2 * DAY, -2 * DAY, NEAR + SECOND, -NEAR - SECOND])
async def test_a_clock_astray_deletes_nothing_and_says_both_times(attic: Attic, off: timedelta) -> None:
    await filled(attic)
    before = await attic.left()
    here = ManualClock(attic.clock.now() + off)
    with pytest.raises(ClockAstray) as refused:
        await attic.preview(clock=here)()
    run = await attic.clean_up(clock=here)(told=never)
    assert await attic.left() == before
    assert run.failure == str(refused.value)
    for clock in (here, attic.clock):
        assert f"{clock.now():%Y-%m-%d %H:%M:%S} UTC" in run.failure
    assert run.ended_at == attic.clock.now()
    assert await last(attic) == (run, None)
    (said,) = await told(attic)
    assert f"failed: {run.failure}; 0 removed" in said


@pytest.mark.parametrize("off", [NEAR, -NEAR])
async def test_a_clock_that_is_nearly_right_will_do(attic: Attic, off: timedelta) -> None:
    just_due = await attic.completed(left=-SECOND)
    await attic.completed(left=SECOND)
    plan, run = await attic.cleaned_up(clock=ManualClock(attic.clock.now() + off))
    assert [removal.name for removal in plan.removals] == [just_due.job_id]
    assert run.succeeded


async def test_only_one_cleanup_goes_on_at_a_time(attic: Attic) -> None:
    async with attic.turns.take("cleanup"):
        with pytest.raises(TurnTaken):
            await attic.clean_up()(told=never)
        with pytest.raises(TurnTaken):
            await attic.preview()()
    assert await last(attic) == (None, None)


async def test_what_cannot_be_deleted_stops_nothing_but_the_run_has_failed(attic: Attic) -> None:
    first, _ = await attic.completed(left=-DAY), await attic.completed(left=-DAY)

    async def refused(call: str) -> None:
        if call == f"delete {made_for(first)}":
            raise Unavailable(what="the store")

    _, run = await attic.cleaned_up(store=Meanwhile(attic.store, refused))
    assert run.removed == {"job": 1}
    assert run.failure == "1 of 2 could not be removed: the store is not available right now; try again in 1 s"
    (left,) = (await attic.left()).jobs
    assert left == evolve(first, removed_at=attic.clock.now())
    attic.clock.move(SECOND)
    good, again = await attic.cleaned_up()
    assert [removal.name for removal in good.removals] == [first.job_id]
    assert await last(attic) == (again, again)


async def test_a_store_that_does_not_answer_at_all_is_given_up(attic: Attic) -> None:
    asked = 0

    async def refused(call: str) -> None:
        nonlocal asked
        asked += call.startswith("delete")
        if call.startswith("delete"):
            raise Unavailable(what="the store")

    for _ in range(MOST_IN_A_ROW * 2):
        await attic.add(attic.a_job(left=-DAY, status="FAILED"))
    _, run = await attic.cleaned_up(store=Meanwhile(attic.store, refused))
    assert MOST_IN_A_ROW <= asked < MOST_IN_A_ROW + 10
    assert run.failure == "the store is not available right now; try again in 1 s"


async def test_a_plan_that_cannot_be_made_is_a_failure(attic: Attic) -> None:
    async def refused(_: str) -> None:
        raise Unavailable(what="the store")

    run = await attic.clean_up(store=Meanwhile(attic.store, refused))(told=never)
    assert run.failure == "the store is not available right now; try again in 1 s"
    assert await last(attic) == (run, None)


async def test_a_surprise_is_a_failure_and_stays_what_it_is(attic: Attic) -> None:
    def surprised(_: object) -> None:
        raise RuntimeError("a mistake")

    with pytest.raises(RuntimeError, match="a mistake"):
        await attic.clean_up()(told=surprised)
    run, good = await last(attic)
    assert run is not None
    assert run.failure == "unexpectedly, with RuntimeError"
    assert good is None
    assert len(await told(attic)) == 1


@frozen
class LosingTurn(Turn):
    """The turn is lost after so many questions."""

    clock: Clock
    left: list[None]

    @override
    async def now(self) -> datetime:
        if not self.left:
            raise Unavailable(what="the turn")
        self.left.pop()
        return self.clock.now()


@frozen
class LosingTurns(Turns):
    """Grants turns that are lost."""

    clock: Clock
    questions: int

    @override
    def take(self, what: str) -> "LosingTurns":
        return self

    async def __aenter__(self) -> Turn:
        return LosingTurn(self.clock, [None] * self.questions)

    async def __aexit__(self, *_: object) -> None:
        """End."""


async def test_nothing_more_is_deleted_once_the_turn_is_lost(attic: Attic) -> None:
    for _ in range(20):
        await attic.add(attic.a_job(left=-DAY, status="FAILED"))
    _, run = await attic.cleaned_up(turns=LosingTurns(attic.clock, 2))
    assert run.removed == {"job": 8}
    assert run.failure == "the turn is not available right now; try again in 1 s"
    assert len((await attic.left()).jobs) == 12
    assert await last(attic) == (run, None)


async def test_without_a_time_there_is_no_cleanup(attic: Attic) -> None:
    with pytest.raises(Unavailable):
        await attic.clean_up(turns=LosingTurns(attic.clock, 0))(told=never)
    assert await last(attic) == (None, None)


async def removed(attic: Attic, what: Removal) -> bool:
    remove = RemoveRubbish(works=attic.works, store=attic.store, retention=RETENTION)
    return await remove(what, now=attic.clock.now())


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
