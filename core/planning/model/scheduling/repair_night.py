"""The way home at the end of a day that was repaired."""

from collections.abc import Iterator, Sequence

from attrs import evolve

from core.planning.model.plan import Day, Stop
from core.planning.model.preferences import Language
from core.planning.model.repair import Change
from core.planning.model.scheduling.travelling import travel
from core.planning.model.seoul_time import minute_of, moment


def with_night(day: Day, stops: Sequence[Stop]) -> tuple[Stop, ...]:
    """Return a day's stops with those at which people slept, as early as one can be there now."""
    nights = [stop for stop in day.stops if stop.kind == "lodging"]
    if not stops:
        return ()
    last = stops[-1]
    way = [travel(last.place.point, night.place.point, by_car=day.by_car) for night in nights]
    at = [moment(day.date, minute_of(day.date, last.end) + one.minutes) for one in way]
    homes = [evolve(night, start=when, end=when, travel=one) for night, when, one in zip(nights, at, way, strict=True)]
    return (*stops, *homes)


def changes_of_night(before: Day, after: Day, language: Language) -> Iterator[Change]:
    """Tell of every change of when one comes home, and of a home that nobody sets out from."""
    left = {stop.stop_id: stop for stop in after.stops}
    for night in before.stops:
        if night.kind != "lodging":
            continue
        now = left.get(night.stop_id)
        name = night.place.names.within(language)
        if now is None:
            why = "nothing is left of the day"
            yield Change(what="removed", date=before.date, stop_id=night.stop_id, place=name, why=why)
        elif now.start != night.start:
            why = f"one is there at {now.start:%H:%M} rather than {night.start:%H:%M}: what is before it changed"
            yield Change(what="moved", date=before.date, stop_id=night.stop_id, place=name, why=why)
