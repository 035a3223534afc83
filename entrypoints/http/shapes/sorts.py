"""The sorts of type that can stand in a request or an answer; there are no others."""

from enum import Enum, auto
from typing import Any

import attrs

from entrypoints.http.shapes.arrays import is_array, is_map
from entrypoints.http.shapes.choices import is_choice
from entrypoints.http.shapes.scalars import SCALARS
from entrypoints.http.shapes.unions import is_optional, is_tagged


class UnknownType(TypeError):  # noqa: N818 - named for the fact
    """A type that cannot be published, found when the application is built."""


class Sort(Enum):
    """How a type is read, written and published."""

    SCALAR = auto()
    CHOICE = auto()
    OPTIONAL = auto()
    TAGGED = auto()
    ARRAY = auto()
    MAP = auto()
    OBJECT = auto()


def sort_of(kind: Any) -> Sort:  # noqa: PLR0911 - a table, one line each
    """Tell the sort of a type without wrappers; refuse one that cannot be published."""
    if isinstance(kind, type) and kind in SCALARS:
        return Sort.SCALAR
    if is_choice(kind):
        return Sort.CHOICE
    if is_optional(kind):
        return Sort.OPTIONAL
    if is_tagged(kind):
        return Sort.TAGGED
    if is_array(kind):
        return Sort.ARRAY
    if is_map(kind):
        return Sort.MAP
    if isinstance(kind, type) and attrs.has(kind):
        return Sort.OBJECT
    raise UnknownType(f"{kind!r} cannot stand in a request or an answer")
