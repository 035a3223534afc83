"""Partial edits as RFC 7396 defines them: what is given changes, null deletes, the rest stays."""

from collections.abc import Mapping, Sequence
from typing import Any, Final, Generic, TypeVar

import attrs
from attrs import NOTHING, Attribute, Factory, frozen
from typing_extensions import override

from core.errors import Fault
from entrypoints.http.json_body import JSON, parsed
from entrypoints.http.operation import Operation
from entrypoints.http.parts import Assembly, BodyInput, Take
from entrypoints.http.refusals import Malformed, NotJson
from entrypoints.http.route import Route
from entrypoints.http.shapes.dialect import fields_of
from entrypoints.http.shapes.faults import REFUSED, escaped, faults_of
from entrypoints.http.shapes.notes import noted
from entrypoints.http.shapes.reading import Reader, Reading
from entrypoints.http.shapes.sorts import Sort, UnknownType, sort_of
from entrypoints.http.shapes.unions import without_none

T = TypeVar("T")

MERGE_PATCH: Final = "application/merge-patch+json"


@frozen
class MergePatch(Generic[T]):
    """An edit of a `T`: `changes` has the fields that were given, typed; a field of a class has a patch of its own.

    A field that was given as null has its default in `changes`.
    """

    changes: Mapping[str, Any]
    _document: Mapping[str, Any]
    _whole: Reader[T]
    _root: str = ""

    def gives(self, name: str) -> bool:
        """Tell whether a field was given."""
        return name in self.changes

    def applied_to(self, current: T | None) -> T:
        """Return the edited value; where nothing was before, the patch must have all that a value needs."""
        if current is None:
            return self._whole({name: value for name, value in self._document.items() if value is not None})
        changes = {name: self._changed(current, name) for name in self.changes}
        try:
            new: T = attrs.evolve(current, **changes)  # type: ignore[misc] # T is an attrs class
        except Malformed:
            raise
        except REFUSED as error:
            raise Malformed(faults=faults_of(error, self._root)) from error
        return new

    def _changed(self, current: T, name: str) -> Any:
        change = self.changes[name]
        return change.applied_to(getattr(current, name)) if isinstance(change, MergePatch) else change


@frozen
class PatchReader(Generic[T]):
    """Reads patches of one class; every fault is found at once."""

    _fields: Mapping[str, "FieldReader"]
    _whole: Reader[T]
    _root: str

    @classmethod
    def of(cls, kind: type[T], reading: Reading, root: str = "", *, within: Sequence[type] = ()) -> "PatchReader[T]":
        """Return the reader of an attrs class's patches."""
        if kind in within:
            raise UnknownType(f"{kind.__name__} holds itself, and a patch of it would have no end")
        inside = (*within, kind)
        fields = {one.name: FieldReader.of(one, reading, f"{root}/{one.name}", inside) for one in fields_of(kind)}
        return cls(fields, reading.of_json(kind, root=root), root)

    def __call__(self, document: object) -> MergePatch[T]:
        """Return the typed patch, or raise `Malformed`."""
        if not isinstance(document, dict):
            raise Malformed(faults=(Fault(self._root, "must be an object"),))
        changes: dict[str, Any] = {}
        faults: list[Fault] = []
        for name, value in document.items():
            try:
                changes[name] = self._field(name)(value)
            except Malformed as error:
                faults += error.faults
        if faults:
            raise Malformed(faults=tuple(faults))
        return MergePatch(changes, document, self._whole, self._root)

    def _field(self, name: str) -> "FieldReader":
        if name not in self._fields:
            raise Malformed(faults=(Fault(f"{self._root}/{escaped(name)}", "is not known here"),))
        return self._fields[name]


@frozen
class FieldReader:
    """Reads what a patch gives for one field."""

    _read: "Reader[Any] | PatchReader[Any]"
    _default: Any
    _root: str

    @classmethod
    def of(cls, one: "Attribute[Any]", reading: Reading, root: str, within: Sequence[type]) -> "FieldReader":
        """Return the reader for a field."""
        kind = noted(one.type).kind
        optional = sort_of(kind) is Sort.OPTIONAL
        inner = noted(without_none(kind)).kind if optional else kind
        default = None if optional and one.default is NOTHING else one.default
        if sort_of(inner) is Sort.OBJECT:
            return cls(PatchReader.of(inner, reading, root, within=within), default, root)
        return cls(reading.of_json(one.type, root=root), default, root)

    def __call__(self, value: object) -> Any:
        """Return the typed change."""
        if value is not None:
            return self._read(value)
        if self._default is NOTHING:
            raise Malformed(faults=(Fault(self._root, "cannot be deleted"),))
        return self._default.factory() if isinstance(self._default, Factory) else self._default  # type: ignore[arg-type] # attrs types Factory as a function


@frozen
class MergePatchInput(BodyInput):
    """A body that is a merge patch; plain JSON is read as one too."""

    refusals = (NotJson, Malformed)

    @override
    def taker(self, route: Route, assembly: Assembly) -> Take:
        read = PatchReader.of(self.kind, assembly.reading)
        return lambda exchange: read(parsed(exchange.payload))

    @override
    def publish(self, route: Route, operation: Operation) -> None:
        operation.body(dict.fromkeys((MERGE_PATCH, JSON), operation.schemas.of(self.kind, "patch")))
