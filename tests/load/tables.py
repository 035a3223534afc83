"""Figures as tables, in Markdown, which reads well at a terminal too."""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from tests.load.effort import ALL, MEBIBYTE, cores_used, memory_of, ours
from tests.load.figures import Line, by_kind, lines_of, outcomes_of
from tests.load.goals import goals_of
from tests.load.machine import CORES
from tests.load.people.outcomes import FAILED, LOST, PUT_OFF, REFUSED

Seen = Mapping[str, Any]
NARROWEST = 2  # a rule takes as much
TROUBLES = (PUT_OFF, REFUSED, FAILED, LOST)


def table(head: Sequence[str], rows: Iterable[Sequence[str]]) -> str:
    """Return a table whose columns are as wide as what is in them; all but the first are numbers."""
    lines = [tuple(head), *(tuple(row) for row in rows)]
    widths = [max(NARROWEST, *(len(line[column]) for line in lines)) for column in range(len(head))]
    rule = tuple("-" * width if not at else "-" * (width - 1) + ":" for at, width in enumerate(widths))
    return "\n".join(_row(line, widths) for line in (lines[0], rule, *lines[1:]))


def overview(runs: Iterable[Seen]) -> str:
    """Compare runs: how much, how quickly, and what went wrong."""
    head = ("run", "requests/s", "kind", "p50 ms", "p95 ms", "p99 ms", *TROUBLES)
    return table(head, [row for seen in runs for row in _of_run(seen)])


def routes(seen: Seen) -> str:
    """Show every route of a run while all were there."""
    head = ("route", "kind", "count", "p50 ms", "p95 ms", "p99 ms", *TROUBLES)
    rows = [
        (line.name, line.kind, str(line.count), *_times(line), *(str(line.outcomes[one]) for one in TROUBLES))
        for line in lines_of(seen["notes"])
    ]
    return table(head, rows)


def effort(runs: Sequence[Seen]) -> str:
    """Show which part of a core each program kept busy."""
    used = [cores_used(seen) for seen in runs]
    names = ours(used[-1])
    rows = [(name, *(_percent(one.get(name, 0.0)) for one in used)) for name in names]
    others = ("others on this machine", *(_percent(one.get(ALL, 0.0) - sum(ours(one).values())) for one in used))
    together = (f"all, of {100 * CORES} %", *(_percent(one.get(ALL, 0.0)) for one in used))
    return table(("program, of one core", *map(name_of, runs)), [*rows, others, together])


def memory(runs: Sequence[Seen]) -> str:
    """Show how much memory each process had at rest, and when all together had the most."""
    found = [memory_of(seen) for seen in runs]
    rows = [
        (name, _mebibytes(found[-1][name][0]), *(_mebibytes(one[name][1]) for one in found))
        for name in sorted(found[-1])
    ]
    rest = sum(at_rest for at_rest, _ in found[-1].values())
    most = [sum(full for _, full in one.values()) for one in found]
    head = ("MiB", "at rest", *map(name_of, runs))
    return table(head, [*rows, ("all", _mebibytes(rest), *map(_mebibytes, most))])


def database(runs: Sequence[Seen]) -> str:
    """Show what PostgreSQL did, and what its connections were doing."""
    done = [(name, *(f"{seen['done'][name]:,}" for seen in runs)) for name in runs[-1]["done"]]
    states = sorted({state for seen in runs for state in seen["doing"]})
    doing = [
        (f"connections of {one}, mean", *(f"{seen['doing'].get(one, 0.0):.2f}" for seen in runs)) for one in states
    ]
    return table(("PostgreSQL", *map(name_of, runs)), [*done, *doing])


def goals(runs: Iterable[Seen]) -> str:
    """Show what was promised, and whether it was kept."""
    rows = [
        (f"{name_of(seen)}: {goal.what}", f"{goal.figure:,.0f}", f"{goal.bound:,.0f}", "yes" if goal.met else "NO")
        for seen in runs
        for goal in goals_of(seen)
    ]
    return table(("goal", "figure", "at most", "met"), rows)


def name_of(seen: Seen) -> str:
    """Name a run."""
    crowd = seen["step"]["crowd"]
    share = seen["step"]["share"]
    return f"{crowd['scenario']} {crowd['users']:,}" + ("" if share == 1 else f", database on {share:.0%} of a core")


def _of_run(seen: Seen) -> Iterable[tuple[str, ...]]:
    lines, outcomes = lines_of(seen["notes"]), outcomes_of(seen["notes"])
    rate = sum(line.rate for line in lines)
    for number, (kind, line) in enumerate(by_kind(lines).items()):
        first = number == 0
        troubles = [str(outcomes[one]) if first else "" for one in TROUBLES]
        yield (name_of(seen) if first else "", f"{rate:.0f}" if first else "", kind, *_times(line), *troubles)


def _times(line: Line) -> tuple[str, ...]:
    return tuple(f"{one:,.3g}" if one < 1000 else f"{one:,.0f}" for one in line.percentiles)


def _percent(cores: float) -> str:
    return f"{100 * cores:.0f} %"


def _mebibytes(size: int) -> str:
    return f"{size / MEBIBYTE:.0f}"


def _row(cells: Sequence[str], widths: Sequence[int]) -> str:
    first, *others = (
        cell.ljust(width) if not at else cell.rjust(width)
        for at, (cell, width) in enumerate(zip(cells, widths, strict=True))
    )
    return "| " + " | ".join([first, *others]) + " |"
