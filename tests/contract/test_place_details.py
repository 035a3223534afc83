"""What every source of opening hours promises."""

from datetime import datetime

import pytest
from attrs import evolve

from core.planning.model.hours_text import hours_of
from core.planning.model.place import Names, Place, PlaceId
from core.planning.model.point import Point
from core.planning.model.provenance import Provenance
from core.planning.model.seoul_time import SEOUL
from ports.place_details import PlaceDetails
from tests.conftest import OpenAdapter
from tests.contract.enrolled import enrolled

SEEN = Provenance(source="kakao", fetched_at=datetime(2026, 11, 1, 9, tzinfo=SEOUL))
PALACE = Place(
    place_id=PlaceId("kakao:18619553"),
    names=Names(ko="창덕궁", roman="", en=""),
    category="history",
    point=Point(37.5795, 126.9912),
    address="서울 종로구 율곡로 99",
    destination="seoul",
    found=SEEN,
)
UNHEARD_OF = evolve(PALACE, place_id=PlaceId("kakao:1"), names=Names(ko="아무도 모르는 집", roman="", en=""))
ELSEWHERE = evolve(PALACE, place_id=PlaceId("kakao:2"), point=Point(35.1587, 129.1604), destination="busan")
TOLD = evolve(PALACE, place_id=PlaceId("kakao:3"), hours=hours_of("01:00-02:00; closed tue"), hours_from=SEEN)
MONDAY, TUESDAY = 0, 1


@pytest.fixture(params=enrolled("place_details"))
async def details(request: pytest.FixtureRequest, open_adapter: OpenAdapter) -> PlaceDetails:
    opened: PlaceDetails = await open_adapter(request.param)
    return opened


async def test_a_place_whose_hours_were_unknown_has_them(details: PlaceDetails) -> None:
    [palace] = await details.completed([PALACE])
    assert palace.hours is not None
    assert palace.hours.weekly[MONDAY] == ()
    assert palace.hours.weekly[TUESDAY]


async def test_hours_say_where_they_are_from(details: PlaceDetails) -> None:
    [palace] = await details.completed([PALACE])
    assert palace.hours_from is not None
    assert palace.hours_from.source != SEEN.source
    assert palace.hours_from.fetched_at.tzinfo is not None


async def test_the_same_places_come_back_in_the_same_order(details: PlaceDetails) -> None:
    places = [UNHEARD_OF, PALACE, TOLD, ELSEWHERE]
    completed = await details.completed(places)
    assert [evolve(one, hours=None, hours_from=None) for one in completed] == [
        evolve(one, hours=None, hours_from=None) for one in places
    ]


async def test_what_was_known_is_not_changed(details: PlaceDetails) -> None:
    assert list(await details.completed([TOLD])) == [TOLD]


async def test_nothing_is_guessed_of_a_place_that_nobody_knows(details: PlaceDetails) -> None:
    completed = await details.completed([PALACE, UNHEARD_OF])
    assert completed[1] == UNHEARD_OF


async def test_a_place_of_the_same_name_elsewhere_is_another_place(details: PlaceDetails) -> None:
    completed = await details.completed([PALACE, ELSEWHERE])
    assert completed[1] == ELSEWHERE


async def test_no_places_are_no_error(details: PlaceDetails) -> None:
    assert list(await details.completed([])) == []
