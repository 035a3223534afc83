"""Where a trip goes is read from one line, in the words that people use."""

from datetime import date, timedelta

import pytest

from core.planning.model.bases import dates_of, legs_of
from core.planning.model.errors import WishesConflict

FRIDAY = date(2026, 12, 4)


def days(count: int) -> list[date]:
    return [FRIDAY + timedelta(days=number) for number in range(count)]


@pytest.mark.parametrize(
    ("location", "legs"),
    [
        ("Busan", [("Busan", None)]),
        (" Busan, Korea ", [("Busan", None)]),
        ("대한민국 → 부산", [("부산", None)]),
        ("Seoul and Busan", [("Seoul", None), ("Busan", None)]),
        ("서울 2박, 부산 1박", [("서울", 2), ("부산", 1)]),
        ("서울 2박 부산 1박", [("서울", 2), ("부산", 1)]),
        ("서울 2박 3일", [("서울", 2)]),
        ("Seoul (2 nights) -> Busan (1 night)", [("Seoul", 2), ("Busan", 1)]),
        ("ソウル2泊・釜山1泊", [("ソウル", 2), ("釜山", 1)]),
        ("Andong", [("Andong", None)]),
        ("2박 3일 부산", [("부산", None)]),
        ("3 days in Busan", [("Busan", None)]),
        ("서울 1.5박", [("서울 1.5박", None)]),
        ("서울 -1박", [("서울 -1박", None)]),
        ("서울 99999박", [("서울 99999박", None)]),
        ("Korea", [("Korea", None)]),
        (",", [(",", None)]),
    ],
)
def test_the_parts_of_a_trip_are_read(location: str, legs: list[tuple[str, int | None]]) -> None:
    assert [(leg.name, leg.nights) for leg in legs_of(location)] == legs


@pytest.mark.parametrize(
    ("location", "count", "spent"),
    [
        ("Busan", 3, [3]),
        ("Busan", 1, [1]),
        ("Seoul 2 nights, Busan 1 night", 4, [2, 2]),
        ("Seoul 3 nights, Busan", 4, [3, 1]),
        ("Seoul, Busan", 2, [1, 1]),
        ("Seoul, Busan", 4, [2, 2]),
        ("Seoul, Busan, Jeju", 8, [3, 2, 3]),
        ("Seoul 1박, Busan, Jeju 2박", 6, [1, 2, 3]),
        ("Busan 2박", 3, [3]),
    ],
)
def test_each_part_has_its_days_and_the_last_one_the_last_day(location: str, count: int, spent: list[int]) -> None:
    parts = dates_of(legs_of(location), days(count))

    assert [len(part) for part in parts] == spent
    assert [day for part in parts for day in part] == days(count)


@pytest.mark.parametrize(
    ("location", "count"),
    [
        ("Seoul 2 nights, Busan 2 nights", 4),
        ("Seoul 1 night, Busan 1 night", 4),
        ("Busan 5박", 3),
        ("Seoul, Busan, Jeju", 2),
        ("Seoul 0 nights, Busan", 3),
        ("Seoul, Busan 3 nights", 4),
    ],
)
def test_stays_that_do_not_fit_the_dates_are_told_with_both_wishes(location: str, count: int) -> None:
    with pytest.raises(WishesConflict) as refused:
        dates_of(legs_of(location), days(count))

    assert [fault.pointer for fault in refused.value.faults] == ["/location", "/end_date"]
