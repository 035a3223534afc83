"""Deleting media that nobody may keep any longer."""

from collections.abc import Callable
from datetime import datetime
from typing import Final

from attrs import frozen

from core.at_once import answers_of
from core.errors import OddiyaError
from core.video.model.cleanup import CleanupPlan, CleanupRun
from core.video.model.events import CleanupEnded
from core.video.model.retention import Retention
from core.video.use_cases.cleanup.plan_cleanup import PlanCleanup
from core.video.use_cases.cleanup.remove_rubbish import RemoveRubbish
from core.video.use_cases.cleanup.tally import Tally
from core.video.use_cases.cleanup.time_of_turn import TURN, check_clock
from ports.blob_store import BlobStore
from ports.clock import Clock
from ports.turns import Turn, Turns
from ports.video_works import VideoWork
from ports.works import Works

AT_ONCE: Final = 8


@frozen(kw_only=True)
class CleanUp:
    """Delete all that is due, after `told` has heard the plan; keep how that went, and tell the operator.

    One that cannot be deleted does not stop the others, but the run has failed then. A cleanup that was killed is
    carried on by the next one. `TurnTaken` while another one is going on; `Unavailable` where nobody could be told.
    """

    works: Works[VideoWork]
    store: BlobStore
    turns: Turns
    clock: Clock
    retention: Retention

    async def __call__(self, *, told: Callable[[CleanupPlan], None]) -> CleanupRun:
        """Clean up."""
        async with self.turns.take(TURN) as turn:
            began_at, tally = await turn.now(), Tally()
            try:
                await self._carry_out(turn, began_at, tally, told)
                failure = None
            except OddiyaError as error:
                failure = str(error)
            except Exception as surprise:
                await self._ended(turn, began_at, tally, f"unexpectedly, with {type(surprise).__name__}")
                raise
            return await self._ended(turn, began_at, tally, failure)

    async def _carry_out(
        self, turn: Turn, began_at: datetime, tally: Tally, told: Callable[[CleanupPlan], None]
    ) -> None:
        check_clock(self.clock, shared=began_at)
        make_plan = PlanCleanup(works=self.works, store=self.store, retention=self.retention)
        remove = RemoveRubbish(works=self.works, store=self.store, retention=self.retention)
        tally.plan = await make_plan(now=began_at)
        told(tally.plan)
        for first in range(0, len(tally.plan.removals), AT_ONCE):
            some = tally.plan.removals[first : first + AT_ONCE]
            # It also tells that the turn is still ours.
            now = await turn.now()
            tally.note(zip(some, await answers_of(remove(one, now=now) for one in some), strict=True))

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
