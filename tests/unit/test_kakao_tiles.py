"""Looking through an area of which no more than 45 places are ever shown."""

from datetime import UTC, datetime
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from adapters.kakao.tiles import CEILING, SIZE, Look, Sweep, quarters, sweep
from core.errors import Unavailable
from core.planning.model.destination import Bounds
from core.planning.model.point import Point
from core.planning.model.provenance import Provenance

AREA = Bounds(south=0.0, west=0.0, north=8.0, east=8.0)
FOUND = Provenance(source="kakao", fetched_at=datetime(2026, 12, 4, tzinfo=UTC))
degrees = st.floats(0, 7.99)


class Map:
    """Shows pages of an area, as Kakao does."""

    def __init__(self, points: list[tuple[float, float]], *, broken: bool = False) -> None:
        self.places: list[dict[str, Any]] = [
            {"id": str(number), "lat": lat, "lng": lng} for number, (lat, lng) in enumerate(points)
        ]
        self.broken = broken
        self.calls = 0

    async def ask(self, area: Bounds | None, page: int) -> Look:
        self.calls += 1
        if self.broken:
            raise Unavailable(what="map")
        area = area or AREA
        within = [one for one in self.places if area.hold(Point(one["lat"], one["lng"]))]
        shown = within[:CEILING][(page - 1) * SIZE : page * SIZE]
        end = page * SIZE >= min(CEILING, len(within))
        return Look(total=len(within), end=end, seen=[(one, FOUND) for one in shown])


@given(st.lists(st.tuples(degrees, degrees), max_size=150), st.integers(1, 40))
async def test_calls_never_exceed_what_is_allowed_and_nothing_is_made_up(
    points: list[tuple[float, float]], most_calls: int
) -> None:
    place = Map(points)
    found = await sweep(place.ask, AREA, most_calls=most_calls)
    assert place.calls <= most_calls
    assert set(found.seen) <= {one["id"] for one in place.places}


@given(st.lists(st.tuples(degrees, degrees), max_size=150, unique=True))
async def test_with_enough_calls_everything_is_seen_that_is_not_all_in_one_spot(
    points: list[tuple[float, float]],
) -> None:
    apart = list({(round(lat, 1), round(lng, 1)): (lat, lng) for lat, lng in points}.values())
    found = await sweep(Map(apart).ask, AREA, most_calls=2000)
    assert len(found.seen) == len(apart)


async def test_what_a_whole_area_shows_takes_one_call_for_a_page() -> None:
    place = Map([(1.0, 1.0)] * 31)
    assert len((await sweep(place.ask, AREA, most_calls=20)).seen) == 31
    assert place.calls == 3


async def test_failures_are_raised_only_when_nothing_was_found() -> None:
    nothing = await sweep(Map([], broken=True).ask, AREA, most_calls=5)
    something = await sweep(Map([(1.0, 1.0)]).ask, AREA, most_calls=5)
    assert set(Sweep.joined([nothing, something]).seen) == {"0"}
    with pytest.raises(Unavailable):
        Sweep.joined([nothing])


def test_quarters_are_the_whole_without_a_gap() -> None:
    parts = quarters(AREA)
    assert sum((one.north - one.south) * (one.east - one.west) for one in parts) == 64
    assert len(set(parts)) == 4
