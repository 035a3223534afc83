"""Nobody stands in the rain that was foretold."""

from collections.abc import Iterator, Sequence

from core.planning.model.hours import Window
from core.planning.model.plan import Day, Missing, Stop
from core.planning.model.verification import Check
from core.planning.model.verifying.excuses import excuse
from core.planning.model.verifying.judging import called, judged
from core.planning.model.verifying.korean_time import begins, ends, hhmm


def weather(*, day: Day, missing: Sequence[Missing]) -> Iterator[Check]:
    """Check each visit of a wet day; days without a forecast are unknown, and dry ones pass."""
    told, scope = day.weather, day.date.isoformat()
    if told is None or told.kind == "normal" or told.date != day.date:
        usual = f"; usually {told.low:.0f} to {told.high:.0f} °C" if told else ""
        yield judged("weather", scope, faults=[], doubts=[f"there is no forecast for {day.date}{usual}"], proof="")
        return
    visits = [stop for stop in day.stops if stop.kind == "visit"]
    if not told.wet or not visits:
        rain = f"rain {_times(told.wet)}" if told.wet else f"no rain foretold, its chance is {told.rain_chance:.0%}"
        yield judged("weather", scope, faults=[], proof=f"{rain}; {len(visits)} visits")
        return
    for stop in visits:
        why = excuse(missing, what="weather", about=stop.place.names, day=day.date)
        yield _visit(day, stop, told.wet, why)


def _visit(day: Day, stop: Stop, wet: Sequence[Window], why: str | None) -> Check:
    begin, end = begins(day.date, stop), ends(day.date, stop)
    met = [window for window in wet if begin < window.closes and window.opens < end]
    place = called(stop.place)
    told = f"{place}, {_kind(stop.place.indoor)}, {hhmm(begin)}-{hhmm(end)}; rain {_times(met or wet)}"
    faults: list[str] = []
    doubts: list[str] = []
    if met and stop.place.indoor is False:
        (doubts if why else faults).append(f"{told}{f'; {why}' if why else ''}")
    elif met and stop.place.indoor is None:
        doubts.append(told)
    return judged("weather", stop.stop_id, faults=faults, doubts=doubts, proof=told)


def _kind(indoor: bool | None) -> str:  # noqa: FBT001 - a fact of the place
    return {True: "indoors", False: "outdoors", None: "perhaps outdoors"}[indoor]


def _times(windows: Sequence[Window]) -> str:
    return ", ".join(f"{hhmm(window.opens)}-{hhmm(window.closes)}" for window in windows)
