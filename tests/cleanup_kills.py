"""Kills a cleanup with -9 at many a moment, lets another one carry on, and looks at what is left.

`python -m tests.cleanup_kills STEP FIRST` takes every so manyth moment, beginning with FIRST, and prints a line for
each; settings come from the environment.
"""

import os
import sys
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack, asynccontextmanager
from functools import partial
from pathlib import Path
from typing import Any, Final

from adapters.system.clock import SystemClock
from composition.cleanup.container import CleanupPorts
from composition.opener import Opener, bundle_of
from composition.settings import Settings
from core.video.model.cleanup import CleanupRun
from ports.turns import TurnTaken
from tests.attic import Attic, filled
from tests.clocks import ManualClock
from tests.deadly import Deadly, Fuse
from tests.job_kills import forked
from tests.jobs import DAY
from tests.waiting import until

DEADLY: Final = ("works", "store")


def main(step: int, first: int) -> None:
    """Kill one cleanup after the other."""
    settings = Settings.read()
    expected: list[str] = forked(partial(prepared, settings))
    moments: list[str] = forked(partial(cleaned_up, settings, Fuse()))
    wrong = expected != forked(partial(carried_on, settings))
    print("undisturbed", not wrong, len(moments), flush=True)
    for length in range(first, len(moments) + 1, step):
        expected = forked(partial(prepared, settings))
        killed = forked(partial(cleaned_up, settings, Fuse(length))) is None
        left = forked(partial(carried_on, settings))
        well = killed and left == expected
        wrong = wrong or not well
        print("well" if well else f"WRONG: {left} for {expected}", length, moments[length - 1], flush=True)
    sys.exit(1 if wrong else 0)


async def prepared(settings: Settings) -> list[str]:
    """Put things there; return what is to be left of them."""
    async with _attic(settings) as attic:
        left = await filled(attic)
        _make_old(Path(settings.environment["ODDIYA_HOME"]) / "blobs" / "uploads")
        return _told(left)


async def cleaned_up(settings: Settings, fuse: Fuse) -> list[str]:
    """Clean up over ports that may be deadly; return the moments that there were."""
    async with _attic(settings) as attic:
        deadly = {name: Deadly(getattr(attic, name), name, fuse) for name in DEADLY}
        await attic.clean_up(**deadly)(told=lambda _: None)
        return fuse.moments


async def carried_on(settings: Settings) -> list[str]:
    """Clean up as nobody disturbs; return what is left."""
    runs: list[CleanupRun] = []
    async with _attic(settings) as attic:

        async def done() -> bool:
            try:
                runs.append(await attic.clean_up()(told=lambda _: None))
            except TurnTaken:
                return False
            return True

        # The database may not have noticed yet that the one before is gone.
        await until(done, every=0.05)
        assert [run.failure for run in runs] == [None]
        assert (await attic.preview()()).removals == ()
        return _told(await attic.left())


@asynccontextmanager
async def _attic(settings: Settings) -> AsyncIterator[Attic]:
    clock = ManualClock(SystemClock().now())
    async with AsyncExitStack() as stack:
        ports: Any = await bundle_of(CleanupPorts, Opener(settings, stack, given={"clock": clock}))
        yield Attic(works=ports.video_works, store=ports.blob_store, turns=ports.turns, clock=clock, here=clock)


def _make_old(uploads: Path) -> None:
    """Let uploads of frames be as old as they were meant to be: their age is that of a file."""
    for label in uploads.glob("*/key"):
        if label.read_text().startswith("frames/"):
            then = label.stat().st_mtime - 2 * DAY.total_seconds()
            os.utime(label, (then, then))


def _told(left: Any) -> list[str]:
    return [*map(repr, left.jobs), *left.objects, *left.unfinished]


if __name__ == "__main__":
    main(int(sys.argv[1]), int(sys.argv[2]))
