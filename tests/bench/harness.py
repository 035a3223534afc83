"""Times a thing and its rival in the same run, alternately, and states what came out beside what was promised."""

import asyncio
import json
import platform
from collections.abc import Awaitable, Callable, Sequence
from pathlib import Path
from statistics import median

from attrs import asdict, field, frozen

RESULTS = Path("var/bench")
Measure = Callable[[], Awaitable[float]]


@frozen(kw_only=True)
class Claim:
    """One promise and the figures it was held against; `least` tells whether the goal is a floor or a ceiling."""

    name: str
    unit: str
    ours: Sequence[float]
    rival: Sequence[float] = ()
    goal: float
    least: bool = False

    @property
    def figure(self) -> float:
        """The median of the pairwise ratios where there is a rival, else the median."""
        if self.rival:
            return median(mine / theirs for mine, theirs in zip(self.ours, self.rival, strict=True))
        return median(self.ours)

    @property
    def met(self) -> bool:
        """Whether the promise held in this run."""
        return self.figure >= self.goal if self.least else self.figure <= self.goal

    def row(self) -> tuple[str, ...]:
        """Return the columns of the table."""
        sign = ">=" if self.least else "<="
        return (
            self.name,
            _spread(self.ours, self.unit),
            _spread(self.rival, self.unit) if self.rival else "-",
            f"{self.figure:.3g}{'x' if self.rival else ' ' + self.unit}",
            f"{sign} {self.goal:g}{'x' if self.rival else ' ' + self.unit}",
            "yes" if self.met else "NO",
        )


@frozen
class Report:
    """The claims of one bench."""

    bench: str
    claims: list[Claim] = field(factory=list)

    def show(self) -> None:
        """Print the table and keep it as JSON."""
        header = ("claim", "ours: median (min - max)", "rival: median (min - max)", "figure", "goal", "met")
        rows = [header, *(claim.row() for claim in self.claims)]
        widths = [max(len(row[column]) for row in rows) for column in range(len(header))]
        print(f"\n{self.bench}")
        for row in rows:
            print("  " + "  ".join(cell.ljust(width) for cell, width in zip(row, widths, strict=True)))
        RESULTS.mkdir(parents=True, exist_ok=True)
        found = [{**asdict(claim), "figure": claim.figure, "met": claim.met} for claim in self.claims]
        machine = {"python": platform.python_version(), "machine": platform.machine()}
        (RESULTS / f"{self.bench}.json").write_text(json.dumps({**machine, "claims": found}, indent=2))


async def alternately(ours: Measure, rival: Measure, *, rounds: int = 7) -> tuple[list[float], list[float]]:
    """Measure both in turn, after one round that does not count."""
    await ours()
    await rival()
    mine, theirs = [], []
    for _ in range(rounds):
        mine.append(await ours())
        theirs.append(await rival())
    return mine, theirs


async def repeatedly(measure: Measure, *, rounds: int = 5) -> list[float]:
    """Measure several times, after one time that does not count."""
    await measure()
    return [await measure() for _ in range(rounds)]


def percentile(values: Sequence[float], share: float) -> float:
    """Return the value below which a share of the values lies."""
    return sorted(values)[min(len(values) - 1, int(len(values) * share))]


def run(bench: Callable[[], Awaitable[Report]]) -> bool:
    """Run a bench; tell whether every claim held."""
    report = asyncio.run(_await(bench))
    report.show()
    return all(claim.met for claim in report.claims)


async def _await(bench: Callable[[], Awaitable[Report]]) -> Report:
    return await bench()


def _spread(values: Sequence[float], unit: str) -> str:
    return f"{median(values):.4g} ({min(values):.4g} - {max(values):.4g}) {unit}"
