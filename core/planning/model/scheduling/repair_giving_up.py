"""Repairs a day in the way that loses least: where time is short, something small is given up for something big."""

from collections.abc import Iterator
from itertools import chain, combinations
from typing import Final

from core.planning.model.matching import is_called
from core.planning.model.plan import Stop
from core.planning.model.scheduling.repair_day import DayRepair, Terms, planned_stops

MOST_GIVEN_UP: Final = 3
# The shortest are tried, so that a day with very many stops takes no longer.
MOST_TRIED: Final = 8

Loss = tuple[int, int, int, int]


def best_repair(terms: Terms) -> DayRepair:
    """Return the repair of a day that loses the fewest wishes, then meals, then minutes of visits."""
    first = _tried(DayRepair(terms=terms))
    free = sorted(_free(first), key=_minutes)[:MOST_TRIED] if first.crowded_out else []
    some = chain.from_iterable(combinations(free, count) for count in range(1, MOST_GIVEN_UP + 1))
    others = (DayRepair(terms=terms, given_up=[stop.stop_id for stop in stops]) for stops in some)
    return min((first, *map(_tried, others)), key=_loss)


def _free(repair: DayRepair) -> Iterator[Stop]:
    """Return what may be given up: what takes less time than what has none left, or anything for a wish."""
    longest = max(_minutes(stop) for stop in repair.crowded_out)
    wished = any(_is_wished(stop, repair.terms) for stop in repair.crowded_out)
    for stop in planned_stops(repair.terms.day):
        is_lesser = _minutes(stop) < longest or (wished and not _is_wished(stop, repair.terms))
        if is_lesser and stop.kind != "meal" and not stop.locked:
            yield stop


def _tried(repair: DayRepair) -> DayRepair:
    repair.run()
    return repair


def _loss(repair: DayRepair) -> Loss:
    left = {stop.stop_id for stop in repair.stops}
    lost = [stop for stop in planned_stops(repair.terms.day) if stop.stop_id not in left]
    return (
        sum(_is_wished(stop, repair.terms) for stop in lost),
        -sum(stop.kind == "meal" for stop in repair.stops),
        sum(_minutes(stop) for stop in lost if stop.kind != "meal"),
        len(repair.changes),
    )


def _is_wished(stop: Stop, terms: Terms) -> bool:
    return any(is_called(stop.place, wish) for wish in terms.preferences.must_visit)


def _minutes(stop: Stop) -> int:
    return round((stop.end - stop.start).total_seconds() / 60)
