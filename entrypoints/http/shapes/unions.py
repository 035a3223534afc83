"""Unions: an optional type, or attrs classes told apart by one Literal field."""

from collections.abc import Mapping
from functools import reduce
from operator import or_
from types import NoneType, UnionType
from typing import Any, Literal, Union, get_args, get_origin, get_type_hints

import attrs

from entrypoints.http.shapes.notes import noted
from entrypoints.http.shapes.scalars import Read
from entrypoints.http.shapes.unfit import Unfit


def is_union(kind: Any) -> bool:
    """Tell whether a type is a union of any sort."""
    return get_origin(kind) in (Union, UnionType)


def is_optional(kind: Any) -> bool:
    """Tell whether a type is a union with None."""
    return is_union(kind) and NoneType in get_args(kind)


def without_none(kind: Any) -> Any:
    """Return what an optional type is when it is not None."""
    return reduce(or_, (arm for arm in get_args(kind) if arm is not NoneType))


def is_tagged(kind: Any) -> bool:
    """Tell whether a type is a union of attrs classes."""
    return is_union(kind) and all(isinstance(arm, type) and attrs.has(arm) for arm in get_args(kind))


def tag_of(kind: Any) -> tuple[str, Mapping[str, type]]:
    """Return the field that tells the classes of a union apart, and which of its values means which class."""
    arms = get_args(kind)
    for name in (field.name for field in attrs.fields(arms[0])):
        values = [_only_value(arm, name) for arm in arms]
        if None not in values and len(set(values)) == len(arms):
            return name, dict(zip(map(str, values), arms, strict=True))
    raise TypeError(f"{kind} is not discriminated: give each class a Literal field of the same name with its own value")


def is_tag(annotation: Any) -> bool:
    """Tell whether a field can have one value only, and so must be there for classes to be told apart."""
    kind = noted(annotation).kind
    return get_origin(kind) is Literal and len(get_args(kind)) == 1


def read_optional(kind: Any, read: Read) -> Read:
    """Return a reader of null, or of what the type is otherwise."""
    inner = without_none(kind)

    def optional(value: Any, _: object = None) -> Any:
        return None if value is None else read(value, inner)

    return optional


def read_tagged(kind: Any, readers: Mapping[type, Read]) -> Read:
    """Return a reader that looks at the tag and then reads the class that it names."""
    tag, classes = tag_of(kind)
    known = {value: (readers[arm], arm) for value, arm in classes.items()}
    wrong = f"must be an object whose {tag} is one of {', '.join(classes)}"

    def tagged(value: Any, _: object = None) -> Any:
        named = value.get(tag) if type(value) is dict else None
        if type(named) is not str or named not in known:
            raise Unfit(wrong)
        read, arm = known[named]
        return read(value, arm)

    return tagged


def _only_value(arm: type, name: str) -> object:
    annotation = get_type_hints(arm, include_extras=True).get(name)
    return get_args(noted(annotation).kind)[0] if annotation is not None and is_tag(annotation) else None
