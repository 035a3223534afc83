"""The places that come with Oddiya can be true, and are enough to plan with."""

from collections import Counter
from collections.abc import Sequence
from functools import cache
from importlib.resources import files
from itertools import combinations
from re import search

import pytest

from adapters.gazetteer.gazetteer import Gazetteer
from adapters.wire.destinations.table import read_destinations
from core.planning.model.destination import Destination
from core.planning.model.hours import Window
from core.planning.model.hours_text import DAYS, hours_of, text_of
from core.planning.model.place import Place
from core.planning.model.scheduling.travelling import crow_meters

DESTINATIONS = read_destinations()
ONE_AND_THE_SAME = 40  # metres
HANGUL = "[가-힣]"
HANJA_OR_KANA = "[\u3040-\u30ff\u4e00-\u9fff]"
NOON, SIX = 12 * 60, 18 * 60


@cache
def places_of(key: str) -> Sequence[Place]:
    return tuple(Gazetteer().places_of(key).values())


@pytest.fixture(params=DESTINATIONS, ids=lambda one: one.key)
def destination(request: pytest.FixtureRequest) -> Destination:
    one: Destination = request.param
    return one


@pytest.fixture
def places(destination: Destination) -> Sequence[Place]:
    return places_of(destination.key)


def test_there_are_at_least_600_places_over_at_least_14_destinations() -> None:
    assert len(DESTINATIONS) >= 14
    assert sum(len(places_of(one.key)) for one in DESTINATIONS) >= 600


def test_each_file_belongs_to_a_destination_and_each_destination_has_one() -> None:
    found = {file.name for file in files("adapters.gazetteer").joinpath("places").iterdir()}
    assert found - {"__init__.py", "__pycache__"} == {f"{one.key}.txt" for one in DESTINATIONS}


def test_no_two_places_have_one_name() -> None:
    names = Counter(place.names.ko.replace(" ", "") for one in DESTINATIONS for place in places_of(one.key))
    assert [name for name, times in names.items() if times > 1] == []


def test_a_destination_lies_around_its_centre(destination: Destination) -> None:
    assert destination.bounds.hold(destination.centre)


def test_places_lie_within_the_bounds_of_their_destination(destination: Destination, places: Sequence[Place]) -> None:
    assert [place.names.ko for place in places if not destination.bounds.hold(place.point)] == []
    assert {place.destination for place in places} == {destination.key}


def test_no_two_places_of_a_category_stand_in_one_spot(places: Sequence[Place]) -> None:
    twice = [
        (a.names.ko, b.names.ko)
        for a, b in combinations(places, 2)
        if a.category == b.category and crow_meters(a.point, b.point) < ONE_AND_THE_SAME
    ]
    assert twice == []


def test_the_categories_are_balanced(places: Sequence[Place]) -> None:
    assert len(places) >= 48
    assert sum(place.is_sight for place in places) >= 30
    assert sum(place.feeds for place in places) >= 12
    assert sum(place.category == "cafe" for place in places) >= 3
    assert sum(place.indoor is True for place in places) >= 8
    assert len({place.category for place in places}) >= 5


def test_five_days_need_no_place_twice(places: Sequence[Place]) -> None:
    """Four sights and two meals a day; a market can be either, but only once."""
    sights = {place.place_id for place in places if place.is_sight}
    meals = {place.place_id for place in places if place.feeds}
    assert len(sights) >= 20
    assert len(meals) >= 10
    assert len(sights | meals) >= 30


def test_on_every_weekday_five_places_are_known_to_serve_lunch_and_five_dinner(places: Sequence[Place]) -> None:
    for weekday, day in enumerate(DAYS):
        windows = [windows_on(weekday, place) for place in places if place.feeds]
        assert sum(any(one.opens <= NOON < one.closes for one in each) for each in windows) >= 5, day
        assert sum(any(one.opens <= SIX < one.closes for one in each) for each in windows) >= 5, day


def test_most_hours_are_known(places: Sequence[Place]) -> None:
    assert sum(place.hours is None for place in places) <= len(places) / 4


def test_hours_survive_being_written_and_read(places: Sequence[Place]) -> None:
    lost = [place.names.ko for place in places if hours_of(text_of(place.hours)) != place.hours]
    assert lost == []


def test_every_place_is_open_long_enough_to_be_seen(places: Sequence[Place]) -> None:
    too_short = [place.names.ko for place in places if place.hours and longest_window(place) < place.dwell]
    assert too_short == []


def test_names_and_addresses_are_in_their_letters(places: Sequence[Place]) -> None:
    for place in places:
        assert search(HANGUL, place.names.ko), place.place_id
        assert not search(HANJA_OR_KANA, place.names.ko), place.place_id
        assert place.names.roman.isascii(), place.place_id
        assert search("[A-Za-z]{2}", place.names.roman), place.place_id
        assert search("[A-Za-z]{2}", place.names.en), place.place_id
        assert not search(HANGUL, place.names.en), place.place_id
        assert search(HANGUL, place.address), place.place_id


def test_an_address_names_the_town_and_more(places: Sequence[Place]) -> None:
    assert [place.names.ko for place in places if len(place.address.split()) < 3] == []


def windows_on(weekday: int, place: Place) -> Sequence[Window]:
    return (place.hours and place.hours.weekly[weekday]) or ()


def longest_window(place: Place) -> int:
    return max(
        (one.closes - one.opens for weekday in range(7) for one in windows_on(weekday, place)),
        default=0,
    )
