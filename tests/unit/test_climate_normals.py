"""What is usual on a day of the year."""

import json
from datetime import date, timedelta
from importlib.resources import files
from itertools import pairwise

import pytest

from adapters.climate.stations import Stations
from adapters.climate.weather_forecast import ClimateNormals
from core.planning.model.point import Point
from core.planning.model.weather import DayWeather

SEOUL = Point(37.5665, 126.9780)
STATIONS = Stations.bundled()
NORMALS = ClimateNormals(stations=STATIONS)


async def normal(day: date, point: Point = SEOUL) -> DayWeather:
    (weather,) = await NORMALS.days(point, [day])
    return weather


async def test_the_middle_of_a_month_has_the_values_of_the_month() -> None:
    january = await normal(date(2026, 1, 16))
    assert (january.low, january.high) == (-5.5, 2.1)
    assert january.rain_chance == pytest.approx(6.1 / 31, abs=0.005)


async def test_days_between_the_middles_of_two_months_lie_between_them() -> None:
    march, may_first, june = [await normal(date(2026, *day)) for day in ((3, 16), (5, 1), (6, 15))]
    assert march.high < may_first.high < june.high
    assert may_first.high == pytest.approx((17.9 + 23.6) / 2, abs=0.2)


async def test_new_year_lies_between_december_and_january() -> None:
    eve, day = await NORMALS.days(SEOUL, [date(2026, 12, 31), date(2027, 1, 1)])
    assert eve.low == pytest.approx((-3.4 - 5.5) / 2, abs=0.1)
    assert day.low == pytest.approx(eve.low, abs=0.1)


async def test_no_day_differs_much_from_the_next() -> None:
    for station in json.loads(files("adapters.climate").joinpath("normals.json").read_text(encoding="utf-8")):
        point = Point(station["lat"], station["lng"])
        year = await NORMALS.days(point, [date(2028, 1, 1) + timedelta(days=day) for day in range(367)])
        for one, following in pairwise(year):
            assert abs(one.high - following.high) < 0.6, (station["name"], one.date)
            assert abs(one.low - following.low) < 0.6, (station["name"], one.date)


async def test_a_leap_day_and_the_last_day_there_is_have_their_normals() -> None:
    leap, last = await NORMALS.days(SEOUL, [date(2028, 2, 29), date.max])
    assert leap.date == date(2028, 2, 29)
    assert last.low == (await normal(date(2026, 12, 31))).low


@pytest.mark.parametrize(
    ("town", "point"),
    [
        ("Seoul", SEOUL),
        ("Busan", Point(35.16, 129.16)),
        ("Jeju", Point(33.51, 126.52)),
        ("Seogwipo", Point(33.25, 126.41)),
        ("Gangneung", Point(37.79, 128.91)),
        ("Pohang", Point(35.84, 129.21)),
        ("Yeosu", Point(34.95, 127.49)),
        ("Gwangju", Point(35.32, 126.99)),
    ],
)
def test_the_nearest_station_is_asked(town: str, point: Point) -> None:
    assert STATIONS.nearest(point).name == town


def test_each_station_has_twelve_months_that_can_be_true() -> None:
    rows = json.loads(files("adapters.climate").joinpath("normals.json").read_text(encoding="utf-8"))
    assert len({row["name"] for row in rows}) == len(rows) >= 15
    for row in rows:
        assert len(row["low"]) == len(row["high"]) == len(row["rain_days"]) == 12, row["name"]
        assert all(4 <= high - low <= 15 for low, high in zip(row["low"], row["high"], strict=True)), row["name"]
        assert all(3 <= days <= 20 for days in row["rain_days"]), row["name"]
        assert max(row["high"]) in row["high"][6:8], row["name"]
        assert min(row["low"]) == row["low"][0], row["name"]
