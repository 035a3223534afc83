"""Writes typed values as JSON."""

from collections.abc import Callable
from enum import Enum
from typing import Any, get_args

import orjson
from attrs import define, field, frozen
from cattrs import Converter, override
from cattrs.fns import identity
from cattrs.gen import make_dict_unstructure_fn

from entrypoints.http.shapes.dialect import fields_of
from entrypoints.http.shapes.notes import noted
from entrypoints.http.shapes.scalars import SCALARS
from entrypoints.http.shapes.sorts import Sort, sort_of
from entrypoints.http.shapes.unions import without_none

Write = Callable[[Any], Any]


@frozen
class Writer:
    """Writes one type: times in UTC with Z, and fields that are None as null."""

    plain: Write

    def __call__(self, value: object) -> bytes:
        """Return the JSON text."""
        return orjson.dumps(self.plain(value), option=orjson.OPT_UTC_Z)


@define
class Writing:
    """Makes writers; one is enough for all routes."""

    _converter: Converter = field(init=False, factory=lambda: Converter(detailed_validation=False))
    _objects: dict[type, Write] = field(init=False, factory=dict)

    def of(self, annotation: Any) -> Writer:
        """Return the writer of a type."""
        return Writer(self.write(annotation))

    def write(self, annotation: Any) -> Write:  # noqa: PLR0911 - one line for each sort
        """Return the function that turns a type into what JSON has; `identity` when it is that already."""
        kind = noted(annotation).kind
        match sort_of(kind):
            case Sort.SCALAR:
                return SCALARS[kind].to_json or identity
            case Sort.CHOICE:
                return _value if isinstance(kind, type) else identity
            case Sort.OPTIONAL:
                return _optional(self.write(without_none(kind)))
            case Sort.TAGGED:
                return _tagged({arm: self.write(arm) for arm in get_args(kind)})
            case Sort.ARRAY:
                return _array(self.write(get_args(kind)[0]))
            case Sort.MAP:
                return _map(self.write(get_args(kind)[1]))
            case Sort.OBJECT:
                return self._object(kind)

    def _object(self, kind: type) -> Write:
        if kind not in self._objects:
            self._objects[kind] = lambda value: self._objects[kind](value)  # noqa: PLW0108 - looked up late, for classes that hold themselves
            hooks = {one.name: override(unstruct_hook=self.write(one.type)) for one in fields_of(kind)}
            self._objects[kind] = make_dict_unstructure_fn(kind, self._converter, **hooks)  # type: ignore[arg-type] # its options share the keywords
        return self._objects[kind]


def _value(member: Enum) -> object:
    return member.value


def _optional(write: Write) -> Write:
    if write is identity:
        return identity
    return lambda value: None if value is None else write(value)


def _tagged(writers: dict[type, Write]) -> Write:
    return lambda value: writers[type(value)](value)


def _array(write: Write) -> Write:
    # orjson writes lists and tuples alike, so elements that need nothing done are left alone.
    if write is identity:
        return identity
    return lambda value: [write(item) for item in value]


def _map(write: Write) -> Write:
    if write is identity:
        return dict
    return lambda value: {key: write(item) for key, item in value.items()}
