"""How models become JSON documents, and come back without the loss of a digit.

Fields that a document lacks have their defaults, and those that newer code has added are passed over, so that processes
of two releases understand each other and old documents stay readable.
"""

from collections.abc import Callable
from datetime import datetime
from types import NoneType, UnionType
from typing import Any, Final, Literal, TypeVar, Union, get_args, get_origin

import orjson
from cattrs import Converter

T = TypeVar("T")
Read = Callable[[Any, Any], Any]

REFUSED: Final = (ValueError, TypeError, KeyError, AttributeError, RecursionError)


class Unreadable(ValueError):  # noqa: N818 - named for the fact
    """A document that is not what it should be."""


def document_converter() -> Converter:
    """Return a converter to which a text is a text, a number a number, and a moment one with an offset."""
    converter = Converter(detailed_validation=False)
    converter.register_unstructure_hook(datetime, datetime.isoformat)
    converter.register_structure_hook(datetime, _moment)
    for exact in (str, bool, int):
        converter.register_structure_hook(exact, _exactly(exact))
    converter.register_structure_hook(float, _number)
    # Made once for each type: cattrs' own take the type apart for each value.
    converter.register_structure_hook_factory(_is_choice)(_choice_of)
    converter.register_structure_hook_factory(_is_optional)(_optional_of)
    converter.register_structure_hook_factory(_is_many)(_many_of)
    return converter


def written(value: object, converter: Converter) -> bytes:
    """Write a document."""
    return orjson.dumps(converter.unstructure(value))


def read(document: bytes | str, kind: type[T], converter: Converter) -> T:
    """Read a document, or raise `Unreadable`."""
    try:
        return converter.structure(orjson.loads(document), kind)
    except REFUSED as error:
        raise Unreadable(f"no {kind.__name__} can be read out of this") from error


def _is_choice(kind: Any) -> bool:
    return get_origin(kind) is Literal


def _choice_of(kind: Any) -> Read:
    known = frozenset(get_args(kind))

    def choice(value: Any, _: object) -> Any:
        if value not in known:
            raise ValueError(f"{value!r} is not one of {get_args(kind)}")
        return value

    return choice


def _is_optional(kind: Any) -> bool:
    return get_origin(kind) in {Union, UnionType} and len(_but_none(kind)) == 1


def _optional_of(kind: Any, converter: Converter) -> Read:
    (one,) = _but_none(kind)
    read = converter.get_structure_hook(one)
    return lambda value, _: None if value is None else read(value, one)


def _but_none(kind: Any) -> set[Any]:
    return {*get_args(kind)} - {NoneType}


def _is_many(kind: Any) -> bool:
    return get_origin(kind) is frozenset or (get_origin(kind) is tuple and get_args(kind)[1:] == (...,))


def _many_of(kind: Any, converter: Converter) -> Read:
    make, one = get_origin(kind), get_args(kind)[0]
    read = converter.get_structure_hook(one)
    return lambda values, _: make([read(value, one) for value in values])


def _exactly(kind: type[T]) -> Callable[[Any, Any], T]:
    def exactly(value: Any, _: object) -> T:
        if type(value) is not kind:
            raise TypeError(f"{value!r} is no {kind.__name__}")
        return value

    return exactly


def _number(value: Any, _: object) -> float:
    if type(value) not in (int, float):
        raise TypeError(f"{value!r} is no number")
    return float(value)


def _moment(value: Any, _: object) -> datetime:
    moment = datetime.fromisoformat(value)
    if moment.tzinfo is None:
        raise ValueError(f"{value!r} has no offset")
    return moment
