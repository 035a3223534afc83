"""A cleanup deletes what is due and still due when its turn comes, counts it, and tells the operator how it went."""

from collections.abc import AsyncIterator
from datetime import timedelta

import pytest
from attrs import evolve

from core.errors import Unavailable
from core.video.model.cleanup import CleanupPlan, CleanupRun
from core.video.model.errors import ClockAstray
from core.video.model.events import CleanupEnded
from core.video.model.storage import made_for
from core.video.use_cases.cleanup.read_last_cleanup import ReadLastCleanup
from core.video.use_cases.cleanup.tally import MOST_IN_A_ROW
from core.video.use_cases.cleanup.time_of_turn import NEAR
from ports.turns import TurnTaken
from tests.attic import RETENTION, Attic, an_attic, filled
from tests.clocks import ManualClock
from tests.jobs import DAY, MINUTE, SECOND
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
