"""Stops are at places that a source knows, each once, and in the area of their day."""

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from typing import Final

from core.planning.model.plan import Day, Stop
from core.planning.model.preferences import Lodging
from core.planning.model.trip import Trip
from core.planning.model.verification import Check
from core.planning.model.verifying.judging import called, judged, shortened

IN_GAZETTEER: Final = re.compile(r"gazetteer:[^/\s]+/\S+")
AT_KAKAO: Final = re.compile(r"kakao:[0-9]+")
LODGING_ID: Final = "user:lodging"


def places(*, trip: Trip, day: Day) -> Iterator[Check]:
    """Check for each stop that its place is one that a source knows."""
    for stop in day.stops:
        found = stop.place.found
        proof = (
            f"{shortened(stop.place.place_id)} is from {shortened(found.source)}, asked on {found.fetched_at:%Y-%m-%d}"
        )
        faults = list(_unreal(stop, trip.preferences.lodging))
        yield judged("places", stop.stop_id, faults=faults, proof=proof)


def area(*, day: Day) -> Iterator[Check]:
    """Check for each stop that it is where its day is spent; people may sleep elsewhere."""
    for stop in day.stops:
        if stop.kind == "lodging":
            continue
        place = stop.place
        at = f"{called(place)} at {place.point.lat:.4f}, {place.point.lng:.4f}"
        faults = []
        if place.destination != day.base:
            faults.append(
                f"{called(place)} belongs to {shortened(place.destination)}, the day to {shortened(day.base)}"
            )
        if day.area and not day.area.hold(place.point):
            faults.append(f"{at} is outside the bounds of {shortened(day.base)}")
        doubts = [] if day.area else [f"nothing says where {shortened(day.base)} lies"]
        yield judged("area", stop.stop_id, faults=faults, doubts=doubts, proof=f"{at} is within {shortened(day.base)}")


def repeats(*, scope: str, days: Sequence[Day]) -> Check:
    """Check that no place comes twice, but the lodging, and that no two stops share an id."""
    stops = [stop for day in days for stop in day.stops]
    visited = Counter(stop.place.place_id for stop in stops if stop.kind != "lodging")
    ids = Counter(stop.stop_id for stop in stops)
    faults = [f"{shortened(place_id)} is visited {times} times" for place_id, times in visited.items() if times > 1]
    faults += [f"{times} stops have the id {shortened(stop_id)}" for stop_id, times in ids.items() if times > 1]
    return judged("repeats", scope, faults=faults, proof=f"{len(visited)} places, each visited once")


def _unreal(stop: Stop, lodging: Lodging | None) -> Iterator[str]:
    place_id, source = stop.place.place_id, stop.place.found.source
    # Where people sleep is free of other rules: nothing else may pass for it.
    if stop.kind == "lodging" and stop.place.category != "lodging":
        yield f"{called(stop.place)} ({stop.place.category}) is taken for a lodging"
    if place_id == LODGING_ID:
        yield from _not_lodging(stop, lodging)
        expected = "user"
    elif IN_GAZETTEER.fullmatch(place_id):
        expected = "gazetteer"
    elif AT_KAKAO.fullmatch(place_id):
        expected = "kakao"
    else:
        yield f"no source has a place with the id {shortened(place_id)!r}"
        return
    if source != expected:
        yield f"{shortened(place_id)} is said to be from {shortened(source)!r}"


def _not_lodging(stop: Stop, lodging: Lodging | None) -> Iterator[str]:
    if stop.kind != "lodging":
        yield f"the traveller's lodging is taken for a {shortened(stop.kind)}"
    if lodging is None or lodging.name not in stop.place.names or lodging.point != stop.place.point:
        yield f"{called(stop.place)} is not the lodging of the preferences"
