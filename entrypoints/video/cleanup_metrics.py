"""How the last cleanup went, as numbers that a service shows in its place: a command is gone before anybody asks it."""

from typing import Final

from attrs import frozen

from core.video.model.cleanup import RUBBISH, CleanupRun
from core.video.use_cases.cleanup.read_last_cleanup import ReadLastCleanup
from ports.meter import Meter, Metric

LAST_END: Final = Metric(
    name="oddiya_cleanup_last_end_timestamp_seconds",
    kind="gauge",
    help="When the last cleanup ended, in seconds since 1970; 0 before the first.",
)
LAST_SUCCESS: Final = Metric(
    name="oddiya_cleanup_last_success_timestamp_seconds",
    kind="gauge",
    help="When the last cleanup that succeeded ended, in seconds since 1970; 0 before the first.",
)
SUCCEEDED: Final = Metric(
    name="oddiya_cleanup_last_run_succeeded",
    kind="gauge",
    help="Whether the last cleanup succeeded: 1 or 0.",
)
REMOVED: Final = Metric(
    name="oddiya_cleanup_last_run_removed",
    kind="gauge",
    help="What the last cleanup removed, by kind: job, upload, piece, parts, stray, left-behind.",
    labels=("kind",),
)
FREED: Final = Metric(
    name="oddiya_cleanup_last_run_freed_bytes",
    kind="gauge",
    help="How many bytes the last cleanup freed.",
)
MISSING: Final = Metric(
    name="oddiya_cleanup_last_run_missing",
    kind="gauge",
    help="Completed orders that the last cleanup found without what was made for them.",
)


@frozen(kw_only=True)
class ShowLastCleanup:
    """State how the last cleanup went; before the first one, only that there was none."""

    read_last_cleanup: ReadLastCleanup
    meter: Meter

    async def __call__(self) -> None:
        """State it."""
        known = await self.read_last_cleanup()
        self.meter.set(LAST_END, value=_seconds(known.last))
        self.meter.set(LAST_SUCCESS, value=_seconds(known.last_good))
        if known.last is not None:
            self._show(known.last)

    def _show(self, run: CleanupRun) -> None:
        self.meter.set(SUCCEEDED, value=float(run.succeeded))
        self.meter.set(FREED, value=run.freed)
        self.meter.set(MISSING, value=run.missing)
        for kind in RUBBISH:
            self.meter.set(REMOVED, kind, value=run.removed.get(kind, 0))


def _seconds(run: CleanupRun | None) -> float:
    return 0.0 if run is None else run.ended_at.timestamp()
