"""How people go, and how long that takes."""

import pytest

from core.planning.model.point import Point
from core.planning.model.scheduling.travelling import crow_meters, minutes_by, travel
from core.planning.model.scheduling.trip_matrix import minutes_between, rounded

HERE = Point(35.1, 129.03)
SEOUL_STATION, BUSAN_STATION = Point(37.5547, 126.9707), Point(35.1151, 129.0413)


def north(meters: float) -> Point:
    return Point(HERE.lat + meters / 111_194.9, HERE.lng)


def test_nobody_goes_anywhere_to_be_where_they_are() -> None:
    assert (travel(HERE, HERE).minutes, travel(HERE, HERE).meters) == (0, 0)


@pytest.mark.parametrize(
    ("meters", "by_car", "mode"),
    [
        (900, False, "walk"),
        (900, True, "walk"),
        (1_000, False, "transit"),
        (1_000, True, "taxi"),
        (59_000, False, "transit"),
        (59_000, True, "taxi"),
        (61_000, False, "train"),
        (61_000, True, "taxi"),
        (101_000, True, "coach"),
    ],
)
def test_people_walk_what_is_near_ride_in_town_and_take_the_train_between_towns(
    meters: float, mode: str, *, by_car: bool
) -> None:
    assert travel(HERE, north(meters), by_car=by_car).mode == mode


def test_from_seoul_to_busan_it_takes_about_three_hours_from_door_to_door() -> None:
    assert crow_meters(SEOUL_STATION, BUSAN_STATION) == pytest.approx(325_000, rel=0.02)
    assert 170 <= travel(SEOUL_STATION, BUSAN_STATION).minutes <= 230


def test_beyond_the_town_a_ride_is_quicker() -> None:
    first, second = minutes_by("transit", 5_000), minutes_by("transit", 10_000)

    assert second < 2 * first


def test_a_way_on_the_other_side_of_the_world_is_still_a_way() -> None:
    assert travel(Point(36, 0), Point(36, 180)).mode == "train"


@pytest.mark.parametrize("by_car", [True, False])
def test_the_quick_table_never_promises_less_than_the_way_that_is_written_down(*, by_car: bool) -> None:
    points = [HERE, *(north(meters) for meters in (5, 300, 958, 959, 962, 4_000, 9_000, 59_800, 60_100, 90_000))]
    table = minutes_between(points, by_car=by_car)

    for here, row in zip(points, table, strict=True):
        for there, minutes in zip(points, row, strict=True):
            assert minutes >= travel(here, there, by_car=by_car).minutes


def test_between_no_places_there_are_no_ways() -> None:
    assert minutes_between([], by_car=False) == []


def test_a_rounded_way_is_whole_steps_and_no_shorter() -> None:
    way = travel(HERE, north(2_000)).minutes

    assert way <= rounded(HERE, north(2_000), by_car=False) < way + 5
    assert rounded(HERE, north(2_000), by_car=False) % 5 == 0
