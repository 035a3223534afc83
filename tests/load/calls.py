"""What the processes measured themselves: how long they took to answer, and how long they waited for others."""

import re
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from typing import Any, Final

from tests.load.tables import name_of, table

# A histogram's sum or count, and its labels.
PART: Final = re.compile(r"(\w+)_duration_seconds_(sum|count)\{(.*)\}")
OF_INTEREST: Final = {
    "oddiya_gateway_request": "answers, service called included",
    "http_server_request": "answers",
    "oddiya_database_wait": "waits for a connection to the database",
    "oddiya_outside": "calls of outside services",
    "oddiya_plan": "plans made",
    "oddiya_message": "messages dealt with",
}
STREAMS: Final = ("/events", "/health", "/metrics", "text/event-stream")


def waits(runs: Sequence[Mapping[str, Any]]) -> str:
    """Show for each process how often it did what is timed, and how long that took on average."""
    found = [means_of(seen["numbers"]) for seen in runs]
    keys = sorted({key for one in found for key in one})
    rows = [(f"{process}: {what}", *(_told(one.get((process, what))) for one in found)) for process, what in keys]
    return table(("how often, mean in ms", *map(name_of, runs)), rows)


def means_of(numbers: Mapping[str, Mapping[str, float]]) -> dict[tuple[str, str], tuple[float, float]]:
    """Return how often, and how many seconds on average, by process and by what it was."""
    sums: dict[tuple[str, str], dict[str, float]] = defaultdict(lambda: {"sum": 0.0, "count": 0.0})
    for process, what, part, value in _parts(numbers):
        sums[process, what][part] += value
    return {key: (told["count"], told["sum"] / told["count"]) for key, told in sums.items() if told["count"]}


def _parts(numbers: Mapping[str, Mapping[str, float]]) -> Iterable[tuple[str, str, str, float]]:
    for process, told in numbers.items():
        for name, value in told.items():
            part = PART.fullmatch(name)
            if part and part[1] in OF_INTEREST and not any(stream in part[3] for stream in STREAMS):
                yield process, OF_INTEREST[part[1]], part[2], value


def _told(mean: tuple[float, float] | None) -> str:
    return "" if mean is None else f"{mean[0]:,.0f} of {1000 * mean[1]:,.3g}"
