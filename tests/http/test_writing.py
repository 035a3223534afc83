"""How values are written."""

from datetime import UTC, datetime, timedelta, timezone
from decimal import Decimal
from typing import Any

import orjson
import pytest

from entrypoints.http.shapes.writing import Writing
from tests.http.sample import Box, Meal, Part, Profile, Size, Stars, Visit


def written(kind: Any, value: object) -> object:
    return orjson.loads(Writing().of(kind)(value))


def test_times_are_written_in_utc_with_z() -> None:
    seoul = timezone(timedelta(hours=9))
    assert written(datetime, datetime(2025, 5, 1, 9, 30, tzinfo=seoul)) == "2025-05-01T00:30:00Z"
    assert written(datetime, datetime(2025, 5, 1, 9, 30, 0, 5, tzinfo=UTC)) == "2025-05-01T09:30:00.000005Z"


def test_a_naive_time_never_leaves() -> None:
    with pytest.raises(ValueError, match="without an offset"):
        written(datetime, datetime(2025, 5, 1))  # noqa: DTZ001 - that is the point


def test_fields_that_are_none_are_written_as_null() -> None:
    profile = Profile(name="a", box=Box(width=1))
    assert written(Profile, profile) == {
        "name": "a",
        "motto": None,
        "size": "small",
        "tags": [],
        "box": {"width": 1, "label": None},
        "spare": None,
    }


def test_decimals_are_written_as_strings_without_an_exponent() -> None:
    assert written(Decimal, Decimal("1.50")) == "1.50"
    assert written(Decimal, Decimal("1E+3")) == "1000"


def test_enums_are_written_as_their_values() -> None:
    assert written(tuple[Stars, ...], (Stars.FIVE,)) == [5]
    assert written(dict[str, Size], {"a": Size.LARGE}) == {"a": "large"}


def test_the_classes_of_a_union_keep_their_tag() -> None:
    assert written(tuple[Visit | Meal, ...], [Meal(dish="a")]) == [{"kind": "meal", "dish": "a", "spicy": False}]


def test_a_class_that_holds_itself_is_written_to_the_end() -> None:
    assert written(Part, Part(label="a", parts=(Part(label="b"),))) == {
        "label": "a",
        "parts": [{"label": "b", "parts": []}],
    }
