"""The places of a trip are found, and those that were wished for by name wherever they are."""

from collections.abc import Sequence

import pytest
from attrs import define, evolve, field
from typing_extensions import override

from core.errors import Unavailable
from core.planning.model.destination import Destination
from core.planning.model.hours_text import hours_of
from core.planning.model.place import Category, Place, PlaceId
from core.planning.model.point import Point
from core.planning.model.preferences import Interest
from core.planning.model.scheduling.travelling import crow_meters
from core.planning.model.scheduling.trip_wishes import Wishes
from core.planning.use_cases.steps.find_places import FindPlaces
from ports.place_details import PlaceDetails
from ports.place_finder import PlaceFinder
from tests.planning_outages import NoDetails
from tests.planning_wishes import KNOWN, a_spot, a_wish, eateries, spots

NEAR = 60_000


@define
class SmallFinder(PlaceFinder):
    """Has few places in its pools, and others that it finds only near to where they are."""

    pools: Sequence[Place] = ()
    others: Sequence[Place] = ()
    pools_asked: list[str] = field(factory=list)

    @override
    async def destination(self, name: str) -> Destination:
        return KNOWN[name]

    @override
    async def pool(self, destination: Destination, *, interests: Sequence[Interest], most: int) -> Sequence[Place]:
        self.pools_asked.append(destination.key)
        return [place for place in self.pools if place.destination == destination.key]

    @override
    async def search(
        self, *, query: str, near: Point | None = None, category: Category | None = None, limit: int = 20
    ) -> Sequence[Place]:
        assert near is not None
        return [place for place in self.others if crow_meters(place.point, near) < NEAR][:limit]

    @override
    async def place(self, place_id: PlaceId) -> Place | None:
        return next((place for place in (*self.pools, *self.others) if place.place_id == place_id), None)


class Telling(PlaceDetails):
    """Knows that all places are open in the morning."""

    @override
    async def completed(self, places: Sequence[Place]) -> Sequence[Place]:
        return [evolve(place, hours=hours_of("09:00-12:00")) for place in places]


async def found(finder: PlaceFinder, wishes: Wishes, details: PlaceDetails | None = None) -> Wishes:
    find = FindPlaces(finder=finder, details=details or Telling())
    pools, must, _ = await find(trip=wishes.trip, bases=wishes.bases)
    return evolve(wishes, pools=pools, must=must)


async def test_each_town_has_its_own_places_with_their_hours() -> None:
    finder = SmallFinder([*spots(2), *spots(1, town="seoul")])

    wishes = await found(finder, a_wish([], location="seoul, busan", days=2))

    assert [[place.destination for place in pool] for pool in wishes.pools] == [["seoul"], ["busan", "busan"]]
    assert all(place.hours == hours_of("09:00-12:00") for pool in wishes.pools for place in pool)


async def test_a_town_that_is_visited_twice_is_asked_for_once() -> None:
    finder = SmallFinder([*spots(2), *spots(1, town="seoul")])

    wishes = await found(finder, a_wish([], location="busan, seoul, busan", days=3))

    assert finder.pools_asked == ["busan", "seoul"]
    assert wishes.pools[0] == wishes.pools[2]


async def test_a_wished_place_of_a_pool_is_the_one_with_its_hours() -> None:
    wishes = await found(SmallFinder(spots(3)), a_wish([], must_visit=("The sight1",)))

    assert [must.place for must in wishes.must] == [wishes.pools[0][1]]


async def test_a_wished_place_that_is_in_no_pool_is_searched_for_and_joins_its_pool() -> None:
    hidden = a_spot("hidden")
    wishes = await found(SmallFinder(spots(1), [hidden]), a_wish([], must_visit=("The hidden", "hidden-곳")))

    assert [must.place and must.place.place_id for must in wishes.must] == [hidden.place_id] * 2
    assert [place.place_id for place in wishes.pools[0]].count(hidden.place_id) == 1
    assert wishes.must[0].place is wishes.pools[0][-1]


async def test_a_wished_place_is_searched_for_around_every_town_of_the_trip() -> None:
    hidden, other = a_spot("hidden"), a_spot("hidden", town="seoul")
    finder = SmallFinder([*spots(1), *spots(1, town="seoul")], [hidden])
    both = SmallFinder([], [evolve(other, destination="incheon"), hidden])
    trip = a_wish([], location="seoul, busan", days=2, must_visit=("The hidden",))

    for one in (finder, both):
        wishes = await found(one, trip)
        assert [must.place and must.place.place_id for must in wishes.must] == [hidden.place_id]
        assert hidden.place_id in {place.place_id for place in wishes.pools[1]}


async def test_a_wish_may_be_the_id_of_a_place_that_is_in_no_pool() -> None:
    hidden = a_spot("hidden", place_id=PlaceId("kakao:7"), destination="")

    wishes = await found(SmallFinder(spots(1), [hidden]), a_wish([], must_visit=("kakao:7",)))

    assert wishes.must[0].place is not None
    assert wishes.must[0].place.destination == "busan"


async def test_a_wish_that_looks_like_an_id_and_is_none_is_searched_for() -> None:
    ratio = a_spot("ratio", names=evolve(a_spot("ratio").names, en="Gallery 1:1"))

    wishes = await found(SmallFinder([], [ratio]), a_wish([], must_visit=("Gallery 1:1", "kakao:404")))

    assert [must.place and must.place.place_id for must in wishes.must] == [ratio.place_id, None]


async def test_a_place_elsewhere_is_found_and_joins_no_pool() -> None:
    away = a_spot("away", destination="ulsan")

    wishes = await found(SmallFinder(spots(1), [away]), a_wish([], must_visit=("The away",)))

    assert wishes.must[0].place == away
    assert len(wishes.pools[0]) == 1


async def test_a_place_that_belongs_nowhere_belongs_to_the_town_that_it_lies_in() -> None:
    here = a_spot("here", destination="")
    nowhere = a_spot("nowhere", destination="", east=50)

    wishes = await found(SmallFinder([], [here, nowhere]), a_wish([], must_visit=("The here", "The nowhere")))

    assert [must.place and must.place.destination for must in wishes.must] == ["busan", ""]


@pytest.mark.parametrize("wish", ["Atlantis", "🏖", "!?"])
async def test_what_nobody_knows_is_no_place(wish: str) -> None:
    wishes = await found(SmallFinder(spots(1), eateries(1)), a_wish([], must_visit=(wish,)))

    assert [(must.number, must.wish, must.place) for must in wishes.must] == [(0, wish, None)]


async def test_where_nobody_tells_the_hours_the_places_stay_and_the_plan_says_so() -> None:
    trip = a_wish([], must_visit=("The sight0",))
    find = FindPlaces(finder=SmallFinder(spots(2)), details=NoDetails())

    pools, must, missing = await find(trip=trip.trip, bases=trip.bases)

    assert [len(pool) for pool in pools] == [2]
    assert must[0].place == pools[0][0]
    assert [(one.what, one.scope) for one in missing] == [("hours", "trip")]
    assert "the outside world does not answer" in missing[0].why


async def test_when_the_finder_does_not_answer_nothing_is_found() -> None:
    class Silent(SmallFinder):
        @override
        async def search(
            self, *, query: str, near: Point | None = None, category: Category | None = None, limit: int = 20
        ) -> Sequence[Place]:
            raise Unavailable(what="the finder")

    with pytest.raises(Unavailable):
        await found(Silent(spots(1)), a_wish([], must_visit=("Atlantis",)))
