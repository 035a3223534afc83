"""Saying what a cleanup would delete."""

from attrs import frozen

from core.video.model.cleanup import CleanupPlan
from core.video.model.retention import Retention
from core.video.use_cases.cleanup.plan_cleanup import PlanCleanup
from core.video.use_cases.cleanup.time_of_turn import TURN, check_clock
from ports.blob_store import BlobStore
from ports.clock import Clock
from ports.turns import Turns
from ports.video_works import VideoWork
from ports.works import Works


@frozen(kw_only=True)
class PreviewCleanup:
    """Return what `CleanUp` would do now; nothing changes.

    `TurnTaken` while somebody cleans up; `ClockAstray` where this machine's clock is wrong.
    """

    works: Works[VideoWork]
    store: BlobStore
    turns: Turns
    clock: Clock
    retention: Retention

    async def __call__(self) -> CleanupPlan:
        """Plan."""
        plan = PlanCleanup(works=self.works, store=self.store, retention=self.retention)
        async with self.turns.take(TURN) as turn:
            now = await turn.now()
            check_clock(self.clock, shared=now)
            return await plan(now=now)
