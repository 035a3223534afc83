"""What a model searches for on the way belongs to the trip, or is not shown."""

from core.planning.model.place import Place
from core.planning.use_cases.steps.search_around import SearchAround
from tests.planning_wishes import a_spot, a_wish, spots
from tests.unit.test_find_places import SmallFinder

BOTH = a_wish([], location="seoul, busan", days=2)


def a_search(*places: Place) -> SearchAround:
    return SearchAround(finder=SmallFinder(others=places), bases=BOTH.bases)


async def test_places_in_every_town_of_the_trip_are_found_and_no_others() -> None:
    here, there = a_spot("here"), a_spot("there", town="seoul")
    away = a_spot("away", destination="ulsan")

    search = a_search(here, there, away)

    assert [*await search("anything")] == [there, here]


async def test_a_place_that_belongs_nowhere_yet_is_given_to_the_town_that_it_lies_in() -> None:
    assert [place.destination for place in await a_search(a_spot("here", destination=""))("here")] == ["busan"]


async def test_what_was_found_and_picked_joins_the_pool_of_its_town_once() -> None:
    found, unpicked, known = a_spot("found"), a_spot("unpicked"), spots(1)[0]
    search = a_search(found, unpicked, known)
    await search("anything")
    pools: tuple[list[Place], ...] = ([], [known])

    added = search.added_to(pools, [found.place_id, known.place_id, "gazetteer:busan/invented"])

    assert [[*pool] for pool in added] == [[], [known, found]]


async def test_what_was_picked_without_being_found_stays_out() -> None:
    found = a_spot("found")

    assert a_search(found).added_to(([], []), [found.place_id]) == ((), ())
