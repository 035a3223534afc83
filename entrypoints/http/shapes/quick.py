"""Readers for the types that bodies are mostly made of, each in one step.

They say no more than that a value does not fit; the detailed reading then tells what is wrong with it.
"""

from collections.abc import Sequence
from typing import Any

from entrypoints.http.shapes.constraints import Constraint, Length, Range
from entrypoints.http.shapes.scalars import LARGEST_INT, Read
from entrypoints.http.shapes.unfit import Unfit


def quick_reader(kind: Any, constraints: Sequence[Constraint]) -> Read | None:
    """Return the reader of a text of some length or an integer in some range; None for any other type."""
    match kind, constraints:
        case type() as plain, [Length() as length] if plain is str:
            return _text(length)
        case type() as plain, [Range() as bounds] if plain is int:
            return _integer(bounds)
        case _:
            return None


def _text(length: Length) -> Read:
    least, most = length.min, length.max if length.max is not None else float("inf")

    def read(value: Any, _: object = None) -> str:
        if type(value) is str and least <= len(value) <= most and "\x00" not in value:
            return value
        raise Unfit

    return read


def _integer(bounds: Range) -> Read:
    least = -LARGEST_INT if bounds.min is None else bounds.min
    most = LARGEST_INT if bounds.max is None else bounds.max

    def read(value: Any, _: object = None) -> int:
        if type(value) is int and least <= value <= most:
            return value
        if type(value) is float and value.is_integer() and least <= value <= most:
            return int(value)
        raise Unfit

    return read
