"""A cleanup that was pointed at a wrong database, or at an older one that was restored, does not delete everything."""

from collections.abc import AsyncIterator

import pytest

from core.video.model.cleanup import STRAYS_AT_ANY_TIME, CleanupPlan
from core.video.model.errors import TooManyStrays
from core.video.model.events import CleanupEnded
from core.video.use_cases.cleanup.read_last_cleanup import ReadLastCleanup
from tests.attic import Attic, an_attic, filled
from tests.builders import an_id
from tests.jobs import DAY, MINUTE


@pytest.fixture
async def attic() -> AsyncIterator[Attic]:
    async with an_attic() as opened:
        yield opened


async def add_strays(attic: Attic, count: int) -> None:
    """Keep results of jobs that another database knows."""
    for number in range(count):
        await attic.put(f"{('films', 'frames')[number % 2]}/{attic.owner}/{an_id()}/result", age=2 * DAY)


async def add_known(attic: Attic, count: int) -> None:
    """Keep as many results that belong to one job."""
    job = await attic.completed()
    for number in range(count - 2):
        await attic.put(f"films/{attic.owner}/{job.job_id}/{number}")


def nothing(_: CleanupPlan) -> None:
    """Hear of a plan."""


async def test_where_most_results_are_strays_nothing_at_all_is_deleted_and_the_operator_hears_of_it(
    attic: Attic,
) -> None:
    await filled(attic)
    await add_strays(attic, STRAYS_AT_ANY_TIME)
    before = await attic.left()
    plan, run = await attic.cleaned_up()
    with pytest.raises(TooManyStrays) as refused:
        plan.check_strays()
    assert (refused.value.strays, refused.value.of) == (STRAYS_AT_ANY_TIME + 1, len(results(before.objects)))
    assert await attic.left() == before
    assert (run.failure, run.removed, run.missing) == (str(refused.value), {}, 1)
    known = await ReadLastCleanup(works=attic.works)()
    assert (known.last, known.last_good) == (run, None)
    (event,) = await attic.works.feed.claim(limit=9, lease=MINUTE)
    assert event.name == CleanupEnded.name
    assert "the database seems to be the wrong one" in event.data


def results(keys: object) -> list[str]:
    assert isinstance(keys, list)
    return [key for key in keys if key.startswith(("films/", "frames/"))]


async def test_where_that_is_meant_they_go(attic: Attic) -> None:
    expected = await filled(attic)
    await add_strays(attic, STRAYS_AT_ANY_TIME)
    run = await attic.clean_up()(told=nothing, strays=True)
    assert run.succeeded
    assert run.removed["stray"] == STRAYS_AT_ANY_TIME + 1
    assert await attic.left() == expected


@pytest.mark.parametrize(
    ("strays", "known", "removed"),
    [
        (STRAYS_AT_ANY_TIME, 0, {"stray": STRAYS_AT_ANY_TIME}),
        (STRAYS_AT_ANY_TIME + 1, 0, {}),
        (STRAYS_AT_ANY_TIME + 1, STRAYS_AT_ANY_TIME, {}),
        (STRAYS_AT_ANY_TIME + 1, STRAYS_AT_ANY_TIME + 1, {"stray": STRAYS_AT_ANY_TIME + 1}),
    ],
)
async def test_a_hundred_go_at_any_time_and_more_where_others_are_known(
    attic: Attic, strays: int, known: int, removed: dict[str, int]
) -> None:
    await add_strays(attic, strays)
    if known:
        await add_known(attic, known)
    _, run = await attic.cleaned_up()
    assert (run.removed, run.succeeded) == (removed, bool(removed))


async def test_what_is_left_of_deleted_accounts_or_goes_with_its_jobs_is_no_stray(attic: Attic) -> None:
    gone = await attic.forgotten()
    for _ in range(STRAYS_AT_ANY_TIME + 1):
        await attic.put(f"films/{gone}/{an_id()}/film", age=2 * DAY)
        await attic.completed(left=-DAY)
    _, run = await attic.cleaned_up()
    assert run.removed == {"left-behind": STRAYS_AT_ANY_TIME + 1, "job": STRAYS_AT_ANY_TIME + 1}


async def test_only_what_is_due_counts(attic: Attic) -> None:
    await add_strays(attic, STRAYS_AT_ANY_TIME)
    for _ in range(STRAYS_AT_ANY_TIME):
        await attic.put(f"films/{attic.owner}/{an_id()}/film")
    _, run = await attic.cleaned_up()
    assert run.removed == {"stray": STRAYS_AT_ANY_TIME}
