"""What the notes of a run come to: how many, how quickly, and what became of them, by route and by kind."""

from collections import Counter
from collections.abc import Iterable, Mapping
from typing import Any, Final

from attrs import field, frozen

from tests.load.people.kinds import ELSEWHERE, JOB, kind_of
from tests.load.people.notes import STEADY
from tests.load.people.outcomes import ANSWERED, FAILED, LOST, PUT_OFF, REFUSED

PERCENTILES: Final = (0.5, 0.95, 0.99)


@frozen(kw_only=True)
class Line:
    """One route, or one kind of route, in one phase; `took` says how many took how many milliseconds."""

    name: str
    kind: str
    seconds: float
    outcomes: Counter[str] = field(factory=Counter)
    took: Counter[float] = field(factory=Counter)

    @property
    def count(self) -> int:
        """How many there were."""
        return sum(self.outcomes.values())

    @property
    def rate(self) -> float:
        """How many a second."""
        return self.count / self.seconds if self.seconds else 0.0

    @property
    def percentiles(self) -> tuple[float, ...]:
        """Milliseconds that half, 95 and 99 of a hundred stayed within."""
        return tuple(percentile(self.took, share) for share in PERCENTILES)

    def plus(self, other: "Line") -> "Line":
        """Return both together, under our name."""
        return Line(
            name=self.name,
            kind=self.kind,
            seconds=self.seconds,
            outcomes=self.outcomes + other.outcomes,
            took=self.took + other.took,
        )


def percentile(took: Mapping[float, int], share: float) -> float:
    """Return what this share of all stayed within (nearest rank), 0 where there was nothing."""
    rank, seen = -(-sum(took.values()) * share // 1), 0
    for milliseconds in sorted(took):
        seen += took[milliseconds]
        if seen >= rank:
            return milliseconds
    return 0.0


def lines_of(notes: Mapping[str, Any], phase: str = STEADY) -> list[Line]:
    """Return the routes of a phase, by kind and name."""
    told = notes["phases"].get(phase, {"seconds": 0.0, "routes": {}})
    lines = [
        Line(
            name=route,
            kind=kind_of(route),
            seconds=told["seconds"],
            outcomes=Counter(seen["outcomes"]),
            took=Counter({float(took): count for took, count in seen["took"].items()}),
        )
        for route, seen in told["routes"].items()
    ]
    return sorted(lines, key=lambda line: (line.kind, line.name))


def by_kind(lines: Iterable[Line]) -> dict[str, Line]:
    """Return what the lines of each kind come to."""
    found: dict[str, Line] = {}
    for line in lines:
        empty = Line(name=line.kind, kind=line.kind, seconds=line.seconds)
        found[line.kind] = found.get(line.kind, empty).plus(line)
    return found


def outcomes_of(notes: Mapping[str, Any]) -> Counter[str]:
    """Count what became of everything that Oddiya was asked, from the first arrival to the last."""
    counted: Counter[str] = Counter({ANSWERED: 0, PUT_OFF: 0, REFUSED: 0, FAILED: 0, LOST: 0})
    for phase in notes["phases"]:
        for line in lines_of(notes, phase):
            if line.kind not in (ELSEWHERE, JOB) or line.name.startswith("POST "):
                counted.update(line.outcomes)
    return counted


def jobs_failed(notes: Mapping[str, Any]) -> int:
    """Count films, frames and plans that did not come."""
    lines = [line for phase in notes["phases"] for line in lines_of(notes, phase) if line.kind == JOB]
    return sum(line.outcomes[FAILED] + line.outcomes[LOST] for line in lines)
