"""The types that are one JSON string, number or boolean: how each is read, written and published."""

import re
from collections.abc import Callable, Mapping
from datetime import UTC, date, datetime
from decimal import Decimal
from typing import Any, Final

from attrs import frozen

from entrypoints.http.shapes.unfit import Unfit

# RFC 7493 section 2.2: beyond these, readers that keep numbers as doubles lose digits.
LARGEST_INT: Final = 2**53 - 1
# PostgreSQL keeps no U+0000 in a text; refusing it here spares every feature the trouble.
NO_NUL: Final = r"^[^\u0000]*$"
MOMENT: Final = re.compile(r"\d{4}-\d\d-\d\d[Tt]\d\d:\d\d:\d\d(?:\.\d{1,9})?(?:[Zz]|[+-]\d\d:\d\d)", re.ASCII)
DAY_LENGTH: Final = len("2025-05-01")
DECIMAL: Final = re.compile(r"-?(0|[1-9]\d{0,17})(\.\d{1,9})?", re.ASCII)
INTEGER: Final = re.compile(r"-?(0|[1-9]\d{0,15})", re.ASCII)
NUMBER: Final = re.compile(r"-?(0|[1-9]\d{0,300})(\.\d{1,300})?([eE][+-]?\d{1,3})?", re.ASCII)

Read = Callable[[Any, Any], Any]


@frozen(kw_only=True)
class Scalar:
    """One such type; `of_text` reads it from a path, a query or a form, where everything is text."""

    schema: Mapping[str, object]
    of_json: Read
    of_text: Read
    to_json: Callable[[Any], object] | None = None


def text(value: object, _: object = None) -> str:
    """Read a string."""
    if type(value) is not str:
        raise Unfit("must be a string")
    if "\x00" in value:
        raise Unfit("must not contain U+0000")
    return value


def integer(value: object, _: object = None) -> int:
    """Read an integer; 2.0 is the same JSON number as 2."""
    if type(value) is float and value.is_integer():
        value = int(value)
    if type(value) is not int:
        raise Unfit("must be an integer")
    if not -LARGEST_INT <= value <= LARGEST_INT:
        raise Unfit(f"must be between -{LARGEST_INT} and {LARGEST_INT}")
    return value


def number(value: object, _: object = None) -> float:
    """Read a number; an integer will do."""
    if type(value) is float:
        return value
    if type(value) is not int:
        raise Unfit("must be a number")
    try:
        return float(value)
    except OverflowError:
        raise Unfit("is too large") from None


def boolean(value: object, _: object = None) -> bool:
    """Read true or false."""
    if type(value) is not bool:
        raise Unfit("must be true or false")
    return value


def moment(value: object, _: object = None) -> datetime:
    """Read an RFC 3339 time with its offset, in UTC."""
    if type(value) is not str or MOMENT.fullmatch(value) is None:
        raise Unfit("must be a time with an offset, such as 2025-05-01T09:30:00+09:00")
    try:
        return datetime.fromisoformat(value.upper() if value[-1] == "z" else value).astimezone(UTC)
    except (ValueError, OverflowError):
        raise Unfit("is not a time of the calendar") from None


def day(value: object, _: object = None) -> date:
    """Read a date."""
    # Longer than a day, and without its dashes, other notations are days to Python too.
    if type(value) is not str or len(value) != DAY_LENGTH or value[4] != "-" or value[7] != "-":
        raise Unfit("must be a date, such as 2025-05-01")
    try:
        return date.fromisoformat(value)
    except ValueError:
        raise Unfit("is not a day of the calendar") from None


def decimal(value: object, _: object = None) -> Decimal:
    """Read a decimal number, which travels as a string so that no digit is lost; an integer will do."""
    if type(value) is int and abs(value) <= LARGEST_INT:
        return Decimal(value)
    if type(value) is not str or DECIMAL.fullmatch(value) is None:
        raise Unfit("must be a decimal number in a string, such as '12.50'")
    return Decimal(value)


def integer_text(value: object, _: object = None) -> int:
    """Read an integer out of a text."""
    if INTEGER.fullmatch(text(value)) is None:
        raise Unfit("must be an integer")
    return integer(int(text(value)))


def number_text(value: object, _: object = None) -> float:
    """Read a number out of a text."""
    if NUMBER.fullmatch(text(value)) is None:
        raise Unfit("must be a number")
    found = float(text(value))
    if found in (float("inf"), float("-inf")):
        raise Unfit("is too large")
    return found


def boolean_text(value: object, _: object = None) -> bool:
    """Read true or false out of a text."""
    if value not in ("true", "false"):
        raise Unfit("must be true or false")
    return value == "true"


def aware(value: datetime) -> datetime:
    """Return the time in UTC; a time without an offset must never leave."""
    if value.tzinfo is None:
        raise ValueError("a time without an offset cannot be published")
    return value.astimezone(UTC)


def plain(value: Decimal) -> str:
    """Write a decimal number without an exponent."""
    return format(value, "f")


SCALARS: Final[Mapping[type, Scalar]] = {
    str: Scalar(schema={"type": "string", "pattern": NO_NUL}, of_json=text, of_text=text),
    int: Scalar(
        schema={"type": "integer", "minimum": -LARGEST_INT, "maximum": LARGEST_INT},
        of_json=integer,
        of_text=integer_text,
    ),
    float: Scalar(schema={"type": "number"}, of_json=number, of_text=number_text),
    bool: Scalar(schema={"type": "boolean"}, of_json=boolean, of_text=boolean_text),
    datetime: Scalar(schema={"type": "string", "format": "date-time"}, of_json=moment, of_text=moment, to_json=aware),
    date: Scalar(schema={"type": "string", "format": "date"}, of_json=day, of_text=day),
    Decimal: Scalar(
        schema={
            "type": ["string", "integer"],
            "format": "decimal",
            "pattern": f"^{DECIMAL.pattern}$",
            "minimum": -LARGEST_INT,
            "maximum": LARGEST_INT,
        },
        of_json=decimal,
        of_text=decimal,
        to_json=plain,
    ),
}
