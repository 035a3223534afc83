"""What was promised of Oddiya under load, and whether a run kept it."""

from collections.abc import Iterator, Mapping
from typing import Any, Final

from attrs import frozen

from tests.load.effort import MEBIBYTE, most_memory
from tests.load.figures import by_kind, jobs_failed, lines_of, outcomes_of
from tests.load.people.kinds import READ, WRITE
from tests.load.people.outcomes import FAILED, LOST

MOST_MEMORY: Final = 1.2e9 / MEBIBYTE
SOON: Final = {READ: 200.0, WRITE: 400.0}
UP_TO: Final = 200  # people, for whom answers come soon
MIXED: Final = "mixed"


@frozen(kw_only=True)
class Goal:
    """One promise; a figure above `bound` breaks it."""

    what: str
    figure: float
    bound: float

    @property
    def met(self) -> bool:
        """Whether it was kept."""
        return self.figure <= self.bound


def goals_of(seen: Mapping[str, Any]) -> Iterator[Goal]:
    """Return what a run is held to; the database is to be as quick as it is only where it is not throttled."""
    outcomes, whole = outcomes_of(seen["notes"]), seen["step"]["share"] == 1
    crowd = seen["step"]["crowd"]
    yield Goal(what="people who could not sign in", figure=crowd["users"] - seen["notes"]["here"], bound=0)
    yield Goal(what="requests lost", figure=outcomes[LOST], bound=0)
    yield Goal(what="requests answered 5xx", figure=outcomes[FAILED], bound=0)
    yield Goal(what="plans, films and frames that did not come", figure=jobs_failed(seen["notes"]), bound=0)
    yield Goal(what="memory of all processes, MiB", figure=most_memory(seen) / MEBIBYTE, bound=MOST_MEMORY)
    kinds = by_kind(lines_of(seen["notes"]))
    if whole and crowd["scenario"] == MIXED and crowd["users"] <= UP_TO:
        for kind, bound in SOON.items():
            if kind in kinds:
                yield Goal(what=f"p95 of {kind}s, ms", figure=kinds[kind].percentiles[1], bound=bound)
