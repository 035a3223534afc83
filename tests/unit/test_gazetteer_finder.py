"""How the gazetteer's places are searched, and which of them plans are made from."""

from datetime import datetime

import pytest
from attrs import evolve

from adapters.gazetteer.place_details import GazetteerPlaceDetails
from adapters.gazetteer.place_finder import GazetteerPlaceFinder
from adapters.wire.destinations.mixture import serves
from core.planning.model.place import Names, Place, PlaceId
from core.planning.model.point import Point
from core.planning.model.preferences import INTERESTS, Interest
from core.planning.model.provenance import Provenance
from core.planning.model.seoul_time import SEOUL

BEACH = PlaceId("gazetteer:busan/haeundae-beach")
MANY = 1000


@pytest.fixture(scope="module")
def finder() -> GazetteerPlaceFinder:
    return GazetteerPlaceFinder()


@pytest.mark.parametrize(
    "query",
    ["해운대해수욕장", "해운대 해수욕장", "Haeundae Beach", "HAEUNDAE BEACH", "haeundae", "Haéundae Haesuyokjang"],
)
async def test_a_place_is_found_by_its_name_in_any_language(finder: GazetteerPlaceFinder, query: str) -> None:
    first, *_ = await finder.search(query=query)
    assert first.place_id == BEACH


@pytest.mark.parametrize("query", ["해운", "수욕장", "haeun", "beach", "beach busan", "sea 부산", "해운대해변로"])
async def test_a_place_is_found_by_a_part_of_its_name_its_town_its_tags_and_its_address(
    finder: GazetteerPlaceFinder, query: str
) -> None:
    found = await finder.search(query=query, limit=MANY)
    assert BEACH in {place.place_id for place in found}


async def test_an_empty_query_without_a_place_near_finds_everything(finder: GazetteerPlaceFinder) -> None:
    everything = await finder.search(query=" ", limit=10 * MANY)
    assert {place.destination for place in everything} >= {"seoul", "busan", "jeju", "gyeongju"}


async def test_a_destination_of_another_source_has_no_pool(finder: GazetteerPlaceFinder) -> None:
    busan = await finder.destination("Busan")
    assert list(await finder.pool(evolve(busan, key="region:../busan"), interests=(), most=MANY)) == []


async def test_a_pool_without_a_limit_has_every_place_but_lodgings(finder: GazetteerPlaceFinder) -> None:
    busan = await finder.destination("Busan")
    pool = await finder.pool(busan, interests=(), most=MANY)
    everything = await finder.search(query="", limit=10 * MANY)
    assert {place.place_id for place in pool} == {
        place.place_id for place in everything if place.destination == "busan" and place.category != "lodging"
    }


@pytest.mark.parametrize("interest", INTERESTS)
async def test_whatever_the_wish_a_small_pool_serves_it_and_still_feeds(
    finder: GazetteerPlaceFinder, interest: Interest
) -> None:
    for name in ("Incheon", "Busan", "Jeju"):
        pool = await finder.pool(await finder.destination(name), interests=(interest,), most=20)
        assert serves(pool[0], frozenset({interest}))
        assert sum(place.feeds for place in pool) >= 6
        assert len({place.category for place in pool}) >= 5


def as_another_calls_it(place: Place, *, names: Names | None = None, point: Point | None = None) -> Place:
    return evolve(
        place,
        place_id=PlaceId("kakao:1"),
        found=Provenance(source="kakao", fetched_at=datetime(2026, 11, 1, tzinfo=SEOUL)),
        hours=None,
        hours_from=None,
        names=names or place.names,
        point=point or place.point,
    )


@pytest.mark.parametrize(
    "names",
    [
        Names(ko="국립 중앙박물관", roman="", en=""),
        Names(ko="NMK", roman="", en="National Museum of Korea"),
        Names(ko="NMK", roman="", en="The National Museum of Korea"),
    ],
    ids=["spacing", "English", "nearly the same English"],
)
async def test_the_gazetteer_knows_a_place_again_however_it_is_spelt(
    finder: GazetteerPlaceFinder, names: Names
) -> None:
    museum = await finder.place(PlaceId("gazetteer:seoul/national-museum-of-korea"))
    assert museum is not None
    [completed] = await GazetteerPlaceDetails().completed([as_another_calls_it(museum, names=names)])
    assert (completed.hours, completed.hours_from) == (museum.hours, museum.hours_from)


@pytest.mark.parametrize(
    ("names", "point"),
    [
        (Names(ko="박물관 매점", roman="", en=""), None),
        (Names(ko="", roman="", en=""), None),
        (Names(ko="NMK", roman="", en="National Museum of Korea 2"), None),
        (None, Point(37.5275, 126.9804)),
        (None, Point(0, 0)),
    ],
    ids=["another name", "no name", "another number", "400 m away", "out at sea"],
)
async def test_what_is_not_surely_the_same_place_stays_unknown(
    finder: GazetteerPlaceFinder, names: Names | None, point: Point | None
) -> None:
    museum = await finder.place(PlaceId("gazetteer:seoul/national-museum-of-korea"))
    assert museum is not None
    other = as_another_calls_it(museum, names=names, point=point)
    assert list(await GazetteerPlaceDetails().completed([other])) == [other]
