"""Publishes types as JSON Schema: the same types, constraints and refusals that reading and writing know."""

import inspect
from typing import Any, get_args

import orjson
from attrs import NOTHING, Attribute, Factory, define, field, frozen
from typing_extensions import Doc

from entrypoints.http.shapes.choices import choice_schema
from entrypoints.http.shapes.components import Components, Mode, Reference
from entrypoints.http.shapes.constraints import Constraint, Example
from entrypoints.http.shapes.dialect import fields_of
from entrypoints.http.shapes.notes import Noted, noted
from entrypoints.http.shapes.scalars import NO_NUL, SCALARS
from entrypoints.http.shapes.sorts import Sort, UnknownType, sort_of
from entrypoints.http.shapes.unions import is_tag, tag_of, without_none
from entrypoints.http.shapes.writing import Writing

Schema = dict[str, Any]


@frozen(kw_only=True)
class Property:
    """One field of a class, as clients see it."""

    name: str
    schema: Schema
    required: bool
    kind: Any


@define
class Schemas:
    """Makes schemas and keeps those of classes as components, which the others refer to."""

    components: Components = field(factory=Components)
    _writing: Writing = field(factory=Writing)

    def of(self, annotation: Any, mode: Mode) -> Schema:
        """Return the schema of a type; refuse a type that cannot be published."""
        bare = noted(annotation)
        schema = self._plain(bare.kind, mode)
        for constraint in bare.constraints:
            _check_fits(constraint, bare)
            schema.update(constraint.schema())
        for example in bare.of(Example):
            schema.setdefault("examples", []).append(example.value)
        for doc in bare.of(Doc):
            schema["description"] = doc.documentation
        return schema

    def _plain(self, kind: Any, mode: Mode) -> Schema:  # noqa: PLR0911 - one line for each sort
        match sort_of(kind):
            case Sort.SCALAR:
                return dict(SCALARS[kind].schema)
            case Sort.CHOICE:
                return choice_schema(kind)
            case Sort.OPTIONAL:
                return _or_null(self.of(without_none(kind), mode))
            case Sort.TAGGED:
                return self._tagged(kind, mode)
            case Sort.ARRAY:
                # RFC 7396: a patch replaces an array as a whole.
                return {"type": "array", "items": self.of(get_args(kind)[0], "input" if mode == "patch" else mode)}
            case Sort.MAP:
                return self._map(get_args(kind)[1], mode)
            case Sort.OBJECT:
                return self.components.refer(Reference(kind, mode), lambda: self._object(kind, mode))

    def _map(self, kind: Any, mode: Mode) -> Schema:
        if mode == "patch":
            raise UnknownType(f"a map of {kind} cannot be patched: give each entry a resource of its own")
        return {"type": "object", "propertyNames": {"pattern": NO_NUL}, "additionalProperties": self.of(kind, mode)}

    def _tagged(self, kind: Any, mode: Mode) -> Schema:
        if mode == "patch":
            raise UnknownType(f"{kind} cannot be patched: a merge could mix two of its classes")
        tag, classes = tag_of(kind)
        arms = {value: self.of(arm, mode) for value, arm in classes.items()}
        mapping = {value: arm["$ref"] for value, arm in arms.items()}
        return {"oneOf": list(arms.values()), "discriminator": {"propertyName": tag, "mapping": mapping}}

    def fields(self, kind: type, mode: Mode) -> "list[Property]":
        """Return the properties of an attrs class."""
        return [
            Property(name=one.name, schema=self._property(one, mode), required=_is_required(one, mode), kind=one.type)
            for one in fields_of(kind)
        ]

    def _object(self, kind: type, mode: Mode) -> Schema:
        found = self.fields(kind, mode)
        schema: Schema = {"type": "object"}
        if kind.__doc__:
            schema["description"] = inspect.cleandoc(kind.__doc__)
        schema["properties"] = {one.name: one.schema for one in found}
        if required := [one.name for one in found if one.required]:
            schema["required"] = required
        if mode != "output":
            schema["additionalProperties"] = False
        return schema

    def _property(self, one: "Attribute[Any]", mode: Mode) -> Schema:
        schema = self.of(one.type, mode)
        if mode == "patch" and one.default is not NOTHING:
            return _or_null(schema)
        if mode == "input" and _has_plain_default(one):
            schema["default"] = orjson.loads(self._writing.of(one.type)(one.default))
        return schema


def _has_plain_default(one: "Attribute[Any]") -> bool:
    return one.default not in (NOTHING, None) and not isinstance(one.default, Factory)  # type: ignore[arg-type] # attrs types Factory as a function


def _is_required(one: "Attribute[Any]", mode: Mode) -> bool:
    match mode:
        case "output":
            return True
        case "input":
            return one.default is NOTHING or is_tag(one.type)
        case "patch":
            return False


def _or_null(schema: Schema) -> Schema:
    null: Schema = {"type": "null"}
    return schema if null in schema.get("anyOf", ()) else {"anyOf": [schema, null]}


def _check_fits(constraint: Constraint, bare: Noted) -> None:
    carrier = list if sort_of(bare.kind) is Sort.ARRAY else bare.kind
    if carrier not in constraint.holds_for:
        raise UnknownType(f"{constraint!r} does not go with {bare.kind!r}")
