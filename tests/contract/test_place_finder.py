"""What every finder of places promises."""

from itertools import pairwise

import pytest

from core.planning.model.destination import Destination
from core.planning.model.errors import UnknownDestination
from core.planning.model.place import PlaceId
from core.planning.model.point import Point
from core.planning.model.scheduling.travelling import crow_meters
from ports.place_finder import PlaceFinder
from tests.conftest import OpenAdapter
from tests.contract.enrolled import enrolled

TOWN = "부산"
BEACH = "해운대해수욕장"
BY_THE_BEACH = Point(35.1587, 129.1604)
MOST = 40
HALF_A_KILOMETRE = 500
NOWHERE = (
    "gazetteer:busan/atlantis",
    "gazetteer:../busan/x",
    "gazetteer:",
    "kakao:0",
    "kakao:",
    "unheard:of",
    "",
    "\x00",
)


@pytest.fixture(params=enrolled("place_finder"))
async def finder(request: pytest.FixtureRequest, open_adapter: OpenAdapter) -> PlaceFinder:
    opened: PlaceFinder = await open_adapter(request.param)
    return opened


@pytest.fixture
async def town(finder: PlaceFinder) -> Destination:
    return await finder.destination(TOWN)


@pytest.mark.parametrize("name", ["부산", "부산광역시", "Busan", "busan", " PUSAN ", "Busan City", "釜山", "プサン"])
async def test_a_name_in_any_known_language_leads_to_its_destination(finder: PlaceFinder, name: str) -> None:
    found = await finder.destination(name)
    assert found.names.ko == TOWN
    assert found.bounds.hold(found.centre)


@pytest.mark.parametrize("name", ["Atlantis", "아틀란티스", "Pusann", "", "🏝", "x" * 500])
async def test_an_unknown_name_is_answered_with_suggestions_that_lead_somewhere(finder: PlaceFinder, name: str) -> None:
    with pytest.raises(UnknownDestination) as caught:
        await finder.destination(name)
    assert caught.value.location == name
    assert 1 <= len(caught.value.suggestions) <= 5
    for suggestion in caught.value.suggestions:
        assert suggestion in (await finder.destination(suggestion)).names


async def test_a_pool_has_each_place_once_with_its_key_and_no_more_than_asked_for(
    finder: PlaceFinder, town: Destination
) -> None:
    pool = await finder.pool(town, interests=(), most=MOST)
    assert len({place.place_id for place in pool}) == len(pool) == MOST
    assert {place.destination for place in pool} == {town.key}
    assert all(town.bounds.hold(place.point) for place in pool)


async def test_a_pool_is_a_fair_mixture_of_sights_and_places_to_eat(finder: PlaceFinder, town: Destination) -> None:
    pool = await finder.pool(town, interests=("history",), most=MOST)
    assert sum(place.feeds for place in pool) >= MOST // 5
    assert sum(place.is_sight and not place.feeds for place in pool) >= MOST // 3
    assert len({place.category for place in pool}) >= 5


async def test_a_pool_begins_with_what_serves_the_interests(finder: PlaceFinder, town: Destination) -> None:
    pool = await finder.pool(town, interests=("sea",), most=MOST)
    serves = ["sea" in place.tags or place.category == "beach" for place in pool]
    assert serves[0]
    assert serves == sorted(serves, reverse=True)


async def test_a_pool_is_in_an_order_that_repeats(finder: PlaceFinder, town: Destination) -> None:
    first = await finder.pool(town, interests=("food", "nature"), most=MOST)
    again = await finder.pool(town, interests=("food", "nature"), most=MOST)
    assert [place.place_id for place in first] == [place.place_id for place in again]


async def test_a_pool_of_none_is_empty(finder: PlaceFinder, town: Destination) -> None:
    assert list(await finder.pool(town, interests=(), most=0)) == []


async def test_searching_for_a_place_that_exists_finds_it_first(finder: PlaceFinder) -> None:
    first, *_ = await finder.search(query=BEACH)
    assert first.names.ko == BEACH
    assert crow_meters(first.point, BY_THE_BEACH) < HALF_A_KILOMETRE


async def test_a_search_near_a_point_returns_the_nearest_first(finder: PlaceFinder) -> None:
    found = await finder.search(query="시장", near=BY_THE_BEACH, limit=5)
    meters = [crow_meters(BY_THE_BEACH, place.point) for place in found]
    assert len(meters) > 1
    assert all(nearer <= farther for nearer, farther in pairwise(meters))


async def test_an_empty_query_matches_everything_near(finder: PlaceFinder) -> None:
    found = await finder.search(query="", near=BY_THE_BEACH, limit=15)
    assert BEACH in {place.names.ko for place in found}
    assert len({place.category for place in found}) > 1


async def test_a_search_keeps_to_the_category(finder: PlaceFinder) -> None:
    found = await finder.search(query="", near=BY_THE_BEACH, category="beach", limit=5)
    assert {place.category for place in found} == {"beach"}


async def test_a_search_returns_no_more_than_asked_for(finder: PlaceFinder) -> None:
    assert len(await finder.search(query="시장", limit=3)) == 3
    assert list(await finder.search(query="시장", limit=0)) == []


@pytest.mark.parametrize("query", ["아틀란티스 해저왕국", "!?", "%_'\"\\", "q" * 500])
async def test_finding_nothing_is_no_error(finder: PlaceFinder, query: str) -> None:
    assert list(await finder.search(query=query)) == []


async def test_what_was_returned_is_found_by_its_id(finder: PlaceFinder, town: Destination) -> None:
    returned = [*await finder.pool(town, interests=(), most=10), *await finder.search(query=BEACH, limit=3)]
    for place in returned:
        found = await finder.place(place.place_id)
        assert found is not None
        assert (found.place_id, found.names, found.point) == (place.place_id, place.names, place.point)


@pytest.mark.parametrize("place_id", NOWHERE)
async def test_an_id_that_nobody_gave_is_no_place(finder: PlaceFinder, place_id: str) -> None:
    assert await finder.place(PlaceId(place_id)) is None


async def test_a_place_says_where_it_is_from_and_when_it_was_asked_for(finder: PlaceFinder) -> None:
    for place in await finder.search(query=BEACH):
        assert place.place_id.startswith(f"{place.found.source}:")
        assert place.found.fetched_at.tzinfo is not None
