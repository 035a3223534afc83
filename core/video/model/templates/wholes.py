"""Reads what has parts, a list or an object, and finds everything that is wrong with it at once."""

from collections.abc import Callable, Iterable, Mapping
from typing import Any

from attrs import frozen

from core.errors import Fault
from core.video.model.errors import BadTemplate
from core.video.model.templates.values import Reader, T, unfit


@frozen
class Part:
    """A field of an object: how it is read, and what stands for it when it is missing and may be."""

    read: Reader[Any]
    required: bool = True
    default: Any = None


def optional(read: Reader[Any], *, default: Any = None) -> Part:
    """Return a field that may be missing."""
    return Part(read, required=False, default=default)


@frozen(kw_only=True)
class Rule:
    """Fields that do not go together: what `must` be so where `breaks` tells that it is not.

    It is asked only when all the fields that it `regards` have been read.
    """

    regards: tuple[str, ...]
    at: str
    must: str
    breaks: Callable[..., bool]


def each(read: Reader[T]) -> Reader[tuple[T, ...]]:
    """Read a list of different values, at least one."""

    def read_all(value: object) -> tuple[T, ...]:
        if not isinstance(value, list) or not value:
            raise unfit("must be a list with at least one value")
        found: list[Fault] = []
        values = tuple(_part(found, place, read, one) for place, one in enumerate(value))
        _raise(found)
        if len(set(values)) < len(values):
            raise unfit("must not have a value twice")
        return values

    return read_all


def table(key: Reader[str], read: Reader[T]) -> Reader[dict[str, T]]:
    """Read an object whose keys are free within a form, at least one."""

    def read_all(value: object) -> dict[str, T]:
        if not isinstance(value, dict) or not value:
            raise unfit("must be an object with at least one field")
        found: list[Fault] = []
        values = {name: _part(found, name, read, one) for name, one in value.items()}
        for name in value:
            _part(found, name, key, name)
        _raise(found)
        return values

    return read_all


def record(parts: Mapping[str, Part], build: Callable[..., T], rules: Iterable[Rule] = ()) -> Reader[T]:
    """Read an object of these fields and no others, and build what it stands for."""

    def read_all(value: object) -> T:
        if not isinstance(value, dict):
            raise unfit("must be an object")
        found: list[Fault] = []
        for name in value.keys() - parts.keys():
            _part(found, name, _unknown, None)
        values = {name: _field(found, name, part, value) for name, part in parts.items()}
        unread = {fault.pointer.split("/")[1] for fault in found}
        _raise([*found, *(Fault(rule.at, rule.must) for rule in rules if _is_broken(rule, values, unread))])
        return build(**values)

    return read_all


def _is_broken(rule: Rule, values: Mapping[str, Any], unread: set[str]) -> bool:
    return unread.isdisjoint(rule.regards) and rule.breaks(*(values[name] for name in rule.regards))


def _field(found: list[Fault], name: str, part: Part, document: Mapping[str, object]) -> Any:
    if name in document:
        return _part(found, name, part.read, document[name])
    if part.required:
        found.append(Fault(f"/{name}", "is missing"))
    return part.default


def _unknown(_: object) -> None:
    raise unfit("is not known here")


def _part(found: list[Fault], step: object, read: Reader[T], value: object) -> Any:
    escaped = str(step).replace("~", "~0").replace("/", "~1")
    try:
        return read(value)
    except BadTemplate as bad:
        found.extend(Fault(f"/{escaped}{fault.pointer}", fault.detail) for fault in bad.faults)


def _raise(found: list[Fault]) -> None:
    if found:
        raise BadTemplate(faults=tuple(sorted(found, key=lambda fault: fault.pointer)))
