"""Deleting media that nobody may keep any longer."""

from collections.abc import Callable
from datetime import datetime

from attrs import frozen

from core.errors import OddiyaError
from core.video.model.cleanup import CleanupPlan, CleanupRun
from core.video.model.events import CleanupEnded
from core.video.model.retention import Retention
from core.video.use_cases.cleanup.plan_cleanup import PlanCleanup
from core.video.use_cases.cleanup.remove_rubbish import RemoveRubbish, portions
from core.video.use_cases.cleanup.tally import Tally
from core.video.use_cases.cleanup.time_of_turn import TURN, check_clock
from ports.blob_store import BlobStore
from ports.clock import Clock
from ports.turns import Turn, Turns
from ports.video_works import VideoWork
from ports.works import Works


@frozen(kw_only=True)
class CleanUp:
    """Delete all that is due, after `told` has heard the plan; keep how that went, and tell the operator.

    Where most results are strays, nothing is deleted and the run has failed, unless `strays` says that it is meant.

    One that cannot be deleted does not stop the others, but the run has failed then. A cleanup that was killed is
    carried on by the next one. `TurnTaken` while another one is going on; `Unavailable` where nobody could be told.
    """

    works: Works[VideoWork]
    store: BlobStore
    turns: Turns
    clock: Clock
    retention: Retention

    async def __call__(self, *, told: Callable[[CleanupPlan], None], strays: bool = False) -> CleanupRun:
        """Clean up."""
        async with self.turns.take(TURN) as turn:
            began_at, tally = await turn.now(), Tally()
            try:
                tally.plan = await self._planned(began_at)
                told(tally.plan)
                if not strays:
                    tally.plan.check_strays()
                await self._carry_out(turn, tally)
                failure = None
            except OddiyaError as error:
                failure = str(error)
            except Exception as surprise:
                await self._ended(turn, began_at, tally, f"unexpectedly, with {type(surprise).__name__}")
                raise
            return await self._ended(turn, began_at, tally, failure)

    async def _planned(self, began_at: datetime) -> CleanupPlan:
        check_clock(self.clock, shared=began_at)
        make_plan = PlanCleanup(works=self.works, store=self.store, retention=self.retention)
        return await make_plan(now=began_at)

    async def _carry_out(self, turn: Turn, tally: Tally) -> None:
        remove = RemoveRubbish(works=self.works, store=self.store, retention=self.retention)
        for portion in portions(tally.plan.removals):
            # It also tells that the turn is still ours.
            now = await turn.now()
            tally.note(zip(portion, await remove(portion, now=now), strict=True))

    async def _ended(self, turn: Turn, began_at: datetime, tally: Tally, failure: str | None) -> CleanupRun:
        try:
            ended_at = await turn.now()
        except OddiyaError:
            ended_at = began_at
        run = tally.run(began_at=began_at, ended_at=ended_at, failure=failure)
        async with self.works.begin() as work:
            await work.cleanups.add(run)
            work.outbox.add(CleanupEnded(succeeded=run.succeeded, summary=run.summary))
        return run
