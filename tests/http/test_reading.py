"""What is read strictly, and how faults are told."""

from collections.abc import Mapping, Sequence
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from typing import Annotated, Any, Literal, NewType

import pytest
from attrs import field, frozen
from attrs.validators import ge

from core.errors import Conflict, Fault, Invalid
from entrypoints.http.refusals import Malformed
from entrypoints.http.shapes.arrays import MOST_FAULTS
from entrypoints.http.shapes.constraints import Format, Items, Length, Pattern, Range
from entrypoints.http.shapes.reading import Reading
from entrypoints.http.shapes.sorts import UnknownType
from tests.http.sample import Everything, Meal, Part, Size, Stars, Visit

PlanId = NewType("PlanId", str)


def read(kind: Any, value: object) -> Any:
    return Reading().of_json(kind)(value)


def read_text(kind: Any, value: object) -> Any:
    return Reading().of_text(kind, root="")(value)


def faults(kind: Any, value: object) -> dict[str, str]:
    with pytest.raises(Malformed) as refused:
        read(kind, value)
    return {fault.pointer: fault.detail for fault in refused.value.faults}


ACCEPTED: list[tuple[Any, object, object]] = [
    (str, "경복궁 😀", "경복궁 😀"),
    (int, -3, -3),
    (int, 2.0, 2),
    (int, 2**53 - 1, 2**53 - 1),
    (float, 1.5, 1.5),
    (float, 1, 1.0),
    (bool, False, False),
    (datetime, "2025-05-01T09:30:00+09:00", datetime(2025, 5, 1, 0, 30, tzinfo=UTC)),
    (datetime, "2025-05-01t09:30:00.25z", datetime(2025, 5, 1, 9, 30, 0, 250000, tzinfo=UTC)),
    (datetime, "2025-05-01T09:30:00.123456789Z", datetime(2025, 5, 1, 9, 30, 0, 123456, tzinfo=UTC)),
    (date, "2024-02-29", date(2024, 2, 29)),
    (Decimal, "-12.50", Decimal("-12.50")),
    (Decimal, 300_000, Decimal(300_000)),
    (Size, "large", Size.LARGE),
    (Stars, 5, Stars.FIVE),
    (Literal["a", 1], 1, 1),
    (PlanId, "p", "p"),
    (str | None, None, None),
    (tuple[int, ...], [1, 2], (1, 2)),
    (list[int], [1], [1]),
    (Sequence[str], ["a"], ("a",)),
    (Mapping[str, int], {"a": 1}, {"a": 1}),
    (dict[str, int], {}, {}),
    (Visit | Meal, {"kind": "meal", "dish": "bibimbap"}, Meal(dish="bibimbap")),
    (Part, {"label": "a", "parts": [{"label": "b"}]}, Part(label="a", parts=(Part(label="b"),))),
    (Annotated[str, Length(max=3)] | None, "abc", "abc"),
]


@pytest.mark.parametrize(("kind", "value", "expected"), ACCEPTED)
def test_a_fitting_value_is_read(kind: Any, value: object, expected: object) -> None:
    found = read(kind, value)
    assert found == expected
    assert type(found) is type(expected)


REFUSED: list[tuple[Any, object, str]] = [
    (str, 1, "must be a string"),
    (str, "a\x00b", "must not contain U+0000"),
    (int, 1.9, "must be an integer"),
    (int, True, "must be an integer"),
    (int, "1", "must be an integer"),
    (int, 2**53, "must be between -9007199254740991 and 9007199254740991"),
    (int, 1e300, "must be between -9007199254740991 and 9007199254740991"),
    (int, float("inf"), "must be an integer"),
    (int, None, "must be an integer"),
    (float, True, "must be a number"),
    (float, "1.5", "must be a number"),
    (float, 10**400, "is too large"),
    (bool, 1, "must be true or false"),
    (bool, "true", "must be true or false"),
    (datetime, "2025-05-01T09:30:00", "must be a time with an offset, such as 2025-05-01T09:30:00+09:00"),
    (datetime, "2025-05-01 09:30:00Z", "must be a time with an offset, such as 2025-05-01T09:30:00+09:00"),
    (datetime, "20250501T093000Z", "must be a time with an offset, such as 2025-05-01T09:30:00+09:00"),
    (datetime, 1746091800, "must be a time with an offset, such as 2025-05-01T09:30:00+09:00"),
    (datetime, "2025-02-30T09:30:00Z", "is not a time of the calendar"),
    (datetime, "0001-01-01T00:00:00+23:59", "is not a time of the calendar"),
    (date, "2025-5-1", "must be a date, such as 2025-05-01"),
    (date, "20250501", "must be a date, such as 2025-05-01"),
    (date, "2025-W18-4", "must be a date, such as 2025-05-01"),
    (date, "٢٠٢٥-05-01", "is not a day of the calendar"),
    (date, "2025-02-30", "is not a day of the calendar"),
    (Decimal, 2**53, "must be a decimal number in a string, such as '12.50'"),
    (Decimal, True, "must be a decimal number in a string, such as '12.50'"),
    (Decimal, 1.5, "must be a decimal number in a string, such as '12.50'"),
    (Decimal, "1e5", "must be a decimal number in a string, such as '12.50'"),
    (Decimal, "NaN", "must be a decimal number in a string, such as '12.50'"),
    (Size, "huge", "must be one of small, large"),
    (Size, ["small"], "must be one of small, large"),
    (Stars, "5", "must be one of 1, 5"),
    (Stars, True, "must be one of 1, 5"),
    (Literal[1, 2], 1.0, "must be one of 1, 2"),
    (tuple[int, ...], {"0": 1}, "must be an array"),
    (tuple[str, ...], "ab", "must be an array"),
    (Mapping[str, int], [], "must be an object"),
    (Visit | Meal, {"where": "x"}, "must be an object whose kind is one of visit, meal"),
    (Visit | Meal, {"kind": ["meal"]}, "must be an object whose kind is one of visit, meal"),
    (Visit | Meal, "meal", "must be an object whose kind is one of visit, meal"),
    (Visit, [], "must be an object"),
    (Visit, "where", "must be an object"),
    (Visit, None, "must be an object"),
    (Annotated[str, Length(min=2)], "a", "must have at least 2 characters"),
    (Annotated[str, Length(max=2)], "abc", "must have at most 2 characters"),
    (Annotated[tuple[int, ...], Items(min=1)], [], "must have at least 1 items"),
    (Annotated[tuple[int, ...], Items(max=1)], [1, 2], "must have at most 1 items"),
    (Annotated[int, Range(min=1)], 0, "must be at least 1"),
    (Annotated[float, Range(max=1)], 1.5, "must be at most 1"),
    (Annotated[Decimal, Range(min=0)], "-1", "must be at least 0"),
    (Annotated[str, Pattern("[a-z]+")], "ab\n", "must match [a-z]+"),
    (Annotated[str, Pattern(r"\d+")], "٣", r"must match \d+"),
    (Annotated[str, Format(name="even", accepts=lambda text: len(text) % 2 == 0)], "abc", "must have the format even"),
    (Annotated[Annotated[str, Length(max=2)], Pattern("a*")], "aaa", "must have at most 2 characters"),
]


@pytest.mark.parametrize(("kind", "value", "detail"), REFUSED)
def test_anything_else_is_refused(kind: Any, value: object, detail: str) -> None:
    assert faults(kind, value) == {"": detail}


def test_every_fault_is_named_by_its_pointer() -> None:
    value = {
        "text": 1,
        "bounded": 101,
        "tags": ["ok", "NOT"],
        "names": {"a/b": 1, "c~d": "fine"},
        "stop": {"kind": "visit", "where": ""},
        "tree": {"label": "a", "parts": [{"label": "b", "parts": [{"lable": "c"}]}]},
        "more": {},
    }
    found = faults(Everything, value)
    assert found["/text"] == "must be a string"
    assert found["/bounded"] == "must be at most 100"
    assert found["/tags/1"] == "must match [a-z][a-z0-9-]{0,19}"
    assert found["/names/a~1b"] == "must be a string"
    assert found["/stop/where"] == "must have at least 1 characters"
    assert found["/tree/parts/0/parts/0/label"] == "is missing"
    assert found["/tree/parts/0/parts/0/lable"] == "is not known here"
    assert found["/number"] == "is missing"
    assert found["/more"] == "is not known here"


def test_only_so_many_faults_are_named() -> None:
    assert len(faults(tuple[int, ...], ["x"] * 100_000)) == MOST_FAULTS
    assert len(faults(Visit, {f"x{place}": 1 for place in range(1000)})) == MOST_FAULTS
    assert len(faults(Mapping[str, int], {f"x{place}": "" for place in range(1000)})) == MOST_FAULTS


def test_what_is_nested_too_deeply_is_refused() -> None:
    value: dict[str, Any] = {"label": "a"}
    for _ in range(1000):
        value = {"label": "a", "parts": [value]}
    assert faults(Part, value) == {"": "is nested too deeply"}


@frozen(kw_only=True)
class Guarded:
    """A class with rules of its own."""

    least: int = field(default=1, validator=ge(1))
    most: int = 9

    def __attrs_post_init__(self) -> None:
        if self.most < self.least:
            raise Invalid(faults=(Fault("/most", "is less than the least"),))
        if self.most == 99:
            raise Conflict


def test_a_class_s_own_rules_are_faults_too() -> None:
    assert faults(Guarded, {"least": 0}) == {"": "is not valid"}
    assert faults(tuple[Guarded, ...], [{"least": 5, "most": 2}]) == {"/0/most": "is less than the least"}
    assert faults(Guarded, {"most": 99}) == {"": "this contradicts what is already so"}


@frozen(kw_only=True)
class Broken:
    """A class with a mistake in it."""

    number: int

    def __attrs_post_init__(self) -> None:
        raise ZeroDivisionError


def test_a_mistake_of_ours_is_never_told_as_the_client_s() -> None:
    with pytest.raises(ZeroDivisionError):
        read(Broken, {"number": 1})


TEXTS: list[tuple[Any, str, object]] = [
    (int, "-12", -12),
    (float, "1.5e3", 1500.0),
    (bool, "true", True),
    (bool, "false", False),
    (date, "2025-05-01", date(2025, 5, 1)),
    (Size, "small", Size.SMALL),
    (Stars, "5", Stars.FIVE),
    (Literal[1, "a"], "1", 1),
    (Decimal, "1.5", Decimal("1.5")),
]


@pytest.mark.parametrize(("kind", "value", "expected"), TEXTS)
def test_texts_are_read_as_their_types(kind: Any, value: str, expected: object) -> None:
    assert read_text(kind, value) == expected


@pytest.mark.parametrize(
    ("kind", "value"),
    [
        (int, "1.0"),
        (int, "+1"),
        (int, "01"),
        (int, "1_0"),
        (int, ""),
        (int, "٣"),
        (int, "9" * 20),
        (float, "nan"),
        (float, "1e999"),
        (float, ".5"),
        (float, "inf"),
        (bool, "True"),
        (bool, "1"),
        (Stars, "05"),
        (str, "\x00"),
    ],
)
def test_other_texts_are_refused(kind: Any, value: str) -> None:
    with pytest.raises(Malformed):
        read_text(kind, value)


@pytest.mark.parametrize(
    "kind",
    [
        Any,
        object,
        bytes,
        set[int],
        tuple[int, str],
        tuple[int],
        dict[int, str],
        int | str,
        Visit | int,
        timedelta,
        complex,
        list,
        Literal[True],
        Literal["a", b"b"],
        type(None),
    ],
)
def test_a_type_that_cannot_be_published_is_refused_when_the_reader_is_made(kind: Any) -> None:
    with pytest.raises(TypeError):
        Reading().of_json(kind)


def test_unknown_types_say_which_they_are() -> None:
    with pytest.raises(UnknownType, match="set"):
        Reading().of_json(set[int])


@frozen(kw_only=True)
class Untagged:
    """A class without a tag."""

    dish: str


def test_a_union_needs_a_tag_to_tell_its_classes_apart() -> None:
    with pytest.raises(TypeError, match="not discriminated"):
        Reading().of_json(Visit | Untagged)
