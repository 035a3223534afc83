"""How the last cleanup went, as the video service shows it."""

from datetime import timedelta

from adapters.prometheus.meter import PrometheusMeter
from core.video.model.cleanup import CleanupRun
from core.video.use_cases.cleanup.read_last_cleanup import ReadLastCleanup
from entrypoints.video.cleanup_metrics import ShowLastCleanup
from tests.attic import Attic, an_attic
from tests.jobs import NOW


def shown(meter: PrometheusMeter) -> dict[str, float]:
    """Return what is said of cleanups."""
    lines = [line for line in meter.exposition().decode().splitlines() if line.startswith("oddiya_cleanup_")]
    return {name.removeprefix("oddiya_cleanup_last_"): float(value) for name, value in map(str.split, lines)}


async def keep(attic: Attic, run: CleanupRun) -> None:
    async with attic.works.begin() as work:
        await work.cleanups.add(run)


async def test_before_the_first_one_it_is_said_that_there_was_none() -> None:
    async with an_attic() as attic:
        meter = PrometheusMeter()
        await ShowLastCleanup(read_last_cleanup=ReadLastCleanup(works=attic.works), meter=meter)()
    assert shown(meter) == {"end_timestamp_seconds": 0, "success_timestamp_seconds": 0}


async def test_the_last_one_is_shown_and_when_the_last_one_succeeded() -> None:
    async with an_attic() as attic:
        meter = PrometheusMeter()
        show = ShowLastCleanup(read_last_cleanup=ReadLastCleanup(works=attic.works), meter=meter)
        good = CleanupRun(began_at=NOW, ended_at=NOW, removed={"job": 3, "left-behind": 1}, freed=77, missing=2)
        await keep(attic, good)
        await show()
        first = shown(meter)
        later = NOW + timedelta(days=1)
        await keep(attic, CleanupRun(began_at=later, ended_at=later, removed={"job": 1}, freed=7, failure="no store"))
        await show()
    none = {f'run_removed{{kind="{kind}"}}': 0 for kind in ("job", "parts", "upload", "piece", "stray", "left-behind")}
    at = NOW.timestamp()
    assert first == {
        **none,
        'run_removed{kind="job"}': 3,
        'run_removed{kind="left-behind"}': 1,
        "end_timestamp_seconds": at,
        "success_timestamp_seconds": at,
        "run_succeeded": 1,
        "run_freed_bytes": 77,
        "run_missing": 2,
    }
    assert shown(meter) == {
        **none,
        'run_removed{kind="job"}': 1,
        "end_timestamp_seconds": at + 86400,
        "success_timestamp_seconds": at,
        "run_succeeded": 0,
        "run_freed_bytes": 7,
        "run_missing": 0,
    }
