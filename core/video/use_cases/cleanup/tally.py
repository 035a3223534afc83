"""Counts what a cleanup has done so far."""

from collections import Counter
from collections.abc import Iterable
from datetime import datetime
from typing import Final

from attrs import Factory, define

from core.errors import OddiyaError
from core.video.model.cleanup import CleanupPlan, CleanupRun, Removal

MOST_IN_A_ROW: Final = 100


@define
class Tally:
    """What was planned and deleted, and what went wrong."""

    plan: CleanupPlan = CleanupPlan()
    removed: Counter[str] = Factory(Counter)
    freed: int = 0
    failed: int = 0
    in_a_row: int = 0
    first_failure: OddiyaError | None = None

    def note(self, outcomes: Iterable[tuple[Removal, bool | OddiyaError]]) -> None:
        """Count some removals; raise the first error where so many have failed that the next ones will, too."""
        for removal, outcome in outcomes:
            if isinstance(outcome, OddiyaError):
                self._note_failure(outcome)
                continue
            self.in_a_row = 0
            if outcome:
                self.removed[removal.what] += 1
                self.freed += removal.size
        if self.first_failure and self.in_a_row >= MOST_IN_A_ROW:
            raise self.first_failure

    def run(self, *, began_at: datetime, ended_at: datetime, failure: str | None) -> CleanupRun:
        """Return how it went all in all; `failure` is what put an end to it before its time."""
        return CleanupRun(
            began_at=began_at,
            ended_at=ended_at,
            failure=failure or self._failures(),
            removed=dict(self.removed),
            freed=self.freed,
            missing=len(self.plan.missing),
        )

    def _note_failure(self, failure: OddiyaError) -> None:
        self.failed += 1
        self.in_a_row += 1
        self.first_failure = self.first_failure or failure

    def _failures(self) -> str | None:
        if self.first_failure is None:
            return None
        return f"{self.failed} of {len(self.plan.removals)} could not be removed: {self.first_failure}"
