"""There is time to get from stop to stop, by the mode that the plan names."""

from collections.abc import Iterator
from typing import Final

from attrs import frozen

from core.planning.model.plan import Day, Stop, Travel
from core.planning.model.point import Point
from core.planning.model.verification import Check
from core.planning.model.verifying.distance import straight_meters
from core.planning.model.verifying.judging import called, judged, shortened
from core.planning.model.verifying.korean_time import begins, ends

# Metres a minute that nobody exceeds from door to door.
TOP_SPEED: Final[dict[str, int]] = {
    "walk": 100, "transit": 700, "taxi": 1_000, "coach": 1_700, "train": 5_000, "plane": 14_000,
}  # fmt: skip
SOUTH_COAST: Final = 33.8  # Jeju lies south of it, and only planes and ships go there
LONGEST_WALK: Final = 3_000
ROUNDING: Final = 1


@frozen(kw_only=True)
class Way:
    """How one comes to a stop: from where, and after how long; None where nothing says so."""

    stop: Stop
    origin: Point | None
    gap: float | None


def travel(*, day: Day) -> Iterator[Check]:
    """Check the way to each stop; whether one leaves early enough in the morning is the day window's."""
    for way in _ways(day):
        stop, going = way.stop, way.stop.travel
        if going is None:
            faults = [f"nothing says how one gets to {called(stop.place)}"] if way.origin else []
            yield judged("travel", stop.stop_id, faults=faults, proof="the day begins here")
            continue
        told = f"{shortened(going.mode)} {going.minutes} min, {going.meters} m to {called(stop.place)}"
        faults = [f"{told}: {fault}" for fault in (*_impossible(going, way), *_no_time(going, way))]
        doubts = [] if way.origin else [f"{told}: nothing says from where"]
        yield judged("travel", stop.stop_id, faults=faults, doubts=doubts, proof=f"{told}{_margin(way)}")


def _ways(day: Day) -> Iterator[Way]:
    origin = day.starts_from.point if day.starts_from else None
    left: float | None = None
    for stop in day.stops:
        gap = None if left is None else begins(day.date, stop) - left
        yield Way(stop=stop, origin=origin, gap=gap)
        origin, left = stop.place.point, ends(day.date, stop)


def _impossible(going: Travel, way: Way) -> Iterator[str]:
    here = way.stop.place.point
    if going.mode not in TOP_SPEED:
        yield "nobody travels so"
        return
    top = TOP_SPEED[going.mode]
    if going.mode != "plane" and way.origin and (way.origin.lat > SOUTH_COAST) != (here.lat > SOUTH_COAST):
        yield "the sea lies between"
    if way.origin and going.meters + ROUNDING < (straight := straight_meters(way.origin, here)):
        yield f"the straight line is {straight:.0f} m"
    if going.minutes * top < going.meters:
        yield f"faster than {top} m a minute"
    if going.mode == "walk" and going.meters > LONGEST_WALK:
        yield f"more than {LONGEST_WALK} m on foot"


def _no_time(going: Travel, way: Way) -> Iterator[str]:
    # Stops that overlap are the order's fault, and leave no gap to judge.
    if way.gap is not None and 0 <= way.gap < going.minutes:
        yield f"there are {way.gap:.0f} min"


def _margin(way: Way) -> str:
    return "" if way.gap is None else f", in {way.gap:.0f} min"
