"""Writes the engine's numbers as days: stops with their times, ways, costs and opening."""

from collections.abc import Sequence
from datetime import datetime
from hashlib import sha256

from attrs import evolve

from core.planning.model.costs import cost_of
from core.planning.model.place import Names, Place, PlaceId
from core.planning.model.plan import Anchor, Day, Stop, StopId, StopKind
from core.planning.model.preferences import Party
from core.planning.model.provenance import Provenance
from core.planning.model.scheduling.opening import opening_of
from core.planning.model.scheduling.problem import Timed
from core.planning.model.scheduling.travelling import travel
from core.planning.model.scheduling.trip_frames import Frame
from core.planning.model.scheduling.trip_problem import Stated
from core.planning.model.scheduling.trip_wishes import Wishes
from core.planning.model.seoul_time import minute_of, moment

LODGING = PlaceId("user:lodging")


def day_of(frame: Frame, timed: Sequence[Timed], stated: Stated, wishes: Wishes) -> Day:
    """Write one day."""
    stops = [_stop(frame, one, stated, wishes) for one in timed]
    return Day(
        date=frame.date,
        base=frame.base.destination.key,
        area=frame.base.destination.bounds,
        by_car=frame.base.destination.by_car,
        stops=connected(stops, frame, told_at=wishes.told_at),
        starts_from=frame.comes_from,
        weather=frame.weather,
    )


def connected(stops: Sequence[Stop], frame: Frame, *, told_at: datetime) -> tuple[Stop, ...]:
    """Write the way to each stop, and the way to the lodging at the end."""
    if not stops:
        return ()
    by_car = frame.base.destination.by_car
    here = frame.comes_from.point if frame.comes_from else None
    done: list[Stop] = []
    for stop in (*stops, *_night(stops[-1], frame, told_at)):
        way = None if here is None else travel(here, stop.place.point, by_car=by_car)
        done.append(evolve(stop, travel=way))
        here = stop.place.point
    return tuple(done)


def stop_id_of(place_id: PlaceId, frame: Frame | None = None) -> StopId:
    """Return a stop's id: the same place has the same in every version of a plan; where people sleep has one a day."""
    text = place_id if frame is None else f"{place_id} {frame.date}"
    return StopId(sha256(text.encode()).hexdigest()[:16])


def lodging_place(anchor: Anchor, key: str, told_at: datetime) -> Place:
    """Return where people sleep as a place; they told us of it themselves."""
    return Place(
        place_id=LODGING,
        names=Names(ko=anchor.name, roman="", en=anchor.name),
        category="lodging",
        point=anchor.point,
        address="",
        destination=key,
        found=Provenance(source="user", fetched_at=told_at),
        price_level=0,
    )


def _stop(frame: Frame, timed: Timed, stated: Stated, wishes: Wishes) -> Stop:
    use = stated.uses[timed.visit]
    place = stated.candidates[use.candidate].place
    start, end = round(timed.start), round(timed.leave)
    return Stop(
        stop_id=stop_id_of(place.place_id),
        kind=use.kind,
        start=moment(frame.date, start),
        end=moment(frame.date, end),
        place=place,
        why=next((pick.reason for pick in wishes.selection.picks if pick.place_id == place.place_id), ""),
        cost=cost_of(place, use.kind, wishes.trip.preferences.party),
        opening=opening_of(place.hours, frame.date, start, end),
        meal=use.meal,
    )


def _night(last: Stop, frame: Frame, told_at: datetime) -> tuple[Stop, ...]:
    home = frame.sleeps_at
    if home is None:
        return ()
    minutes = travel(last.place.point, home.point, by_car=frame.base.destination.by_car).minutes
    arrives = moment(frame.date, minute_of(frame.date, last.end) + minutes)
    place = lodging_place(home, frame.base.destination.key, told_at)
    kind: StopKind = "lodging"
    return (
        Stop(
            stop_id=stop_id_of(LODGING, frame),
            kind=kind,
            start=arrives,
            end=arrives,
            place=place,
            cost=cost_of(place, kind, Party()),
        ),
    )
