"""One line of the gazetteer is one place.

slug | Korean name | romanised | English name | category | lat | lng | address | hours | dwell | where | tags | price

- A place that has no English name of its own has the romanised one there too. The address is in Korean.
- Hours are written as in core/planning/model/hours_text.py; `?` is unknown. People stay `dwell` minutes.
- `where` is `in`, `out`, or `both` for a place that is partly under a roof.
- Tags are interests, separated by commas; `-` is none. The price is from 0 (free) to 4; `-` is unknown.
- A line that begins with `#` is a comment. Within a file, what is known best stands first.
"""

from collections.abc import Callable, Iterator, Mapping
from re import fullmatch
from typing import Final, TypeVar

from attrs import frozen

T = TypeVar("T")

FIELDS: Final = (
    "slug", "Korean name", "romanised", "English name", "category", "lat", "lng", "address", "hours", "dwell", "where",
    "tags", "price",
)  # fmt: skip
SEPARATOR: Final = "|"


class BadLine(ValueError):  # noqa: N818 - named for the fact
    """A line that is no place: which, in which file, and which of its fields is wrong."""


@frozen(kw_only=True)
class Line:
    """A line, cut into its fields."""

    file: str
    number: int
    cells: Mapping[str, str]

    @property
    def where(self) -> str:
        """Where people find it."""
        return f"{self.file}, line {self.number}"

    def read(self, field: str, reader: Callable[[str], T]) -> T:
        """Return what the reader makes of a field; its `ValueError` becomes a `BadLine` that says where."""
        try:
            return reader(self.cells[field])
        except ValueError as error:
            raise BadLine(f"{self.where}, {field}: {error}") from error


def lines_of(text: str, *, file: str) -> Iterator[Line]:
    """Cut a file into its lines, without comments and empty ones."""
    for number, line in enumerate(text.splitlines(), start=1):
        if line.strip() and not line.startswith("#"):
            cells = [cell.strip() for cell in line.split(SEPARATOR)]
            if len(cells) != len(FIELDS):
                raise BadLine(f"{file}, line {number}: {len(cells)} fields instead of {len(FIELDS)}")
            yield Line(file=file, number=number, cells=dict(zip(FIELDS, cells, strict=True)))


def words(text: str) -> str:
    """Read what must not be empty."""
    if not text:
        raise ValueError("it is empty")
    return text


def slug(text: str) -> str:
    """Read the last part of an id."""
    if not fullmatch("[a-z0-9]+(-[a-z0-9]+)*", text):
        raise ValueError(f"{text!r} is no slug such as haeundae-beach")
    return text


def degrees(most: float) -> Callable[[str], float]:
    """Return a reader of a latitude or longitude."""

    def reader(text: str) -> float:
        if not abs(float(text)) <= most:
            raise ValueError(f"{text!r} is not between {-most} and {most}")
        return float(text)

    return reader


def whole(least: int, most: int) -> Callable[[str], int]:
    """Return a reader of a whole number."""

    def reader(text: str) -> int:
        if not least <= int(text) <= most:
            raise ValueError(f"{text!r} is not between {least} and {most}")
        return int(text)

    return reader


def one_of(known: Mapping[str, T]) -> Callable[[str], T]:
    """Return a reader of words that each mean something."""

    def reader(text: str) -> T:
        if text not in known:
            raise ValueError(f"{text!r} is not one of {', '.join(known)}")
        return known[text]

    return reader


def unless_dash(reader: Callable[[str], T]) -> Callable[[str], T | None]:
    """Return a reader of what a dash leaves open."""
    return lambda text: None if text == "-" else reader(text)


def several(reader: Callable[[str], T]) -> Callable[[str], frozenset[T]]:
    """Return a reader of a list with commas, or a dash for none."""
    return lambda text: frozenset() if text == "-" else frozenset(reader(part.strip()) for part in text.split(","))
