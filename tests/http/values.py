"""Draws values of every type that can be published, and JSON of every schema that is."""

import string
from datetime import UTC, date, datetime, timedelta, timezone
from decimal import Decimal
from typing import Any, get_args, get_origin

from hypothesis import strategies as st
from hypothesis_jsonschema import from_schema

from entrypoints.http.shapes.choices import choices_of
from entrypoints.http.shapes.constraints import Format, Items, Length, Pattern, Range
from entrypoints.http.shapes.dialect import fields_of
from entrypoints.http.shapes.notes import Noted, noted
from entrypoints.http.shapes.scalars import LARGEST_INT
from entrypoints.http.shapes.sorts import Sort, sort_of
from entrypoints.http.shapes.unions import without_none

SHALLOW = 3
A_FEW = 4

CHARACTERS = st.characters(exclude_categories=["Cs"], exclude_characters="\0")
MOMENTS = st.datetimes(
    min_value=datetime(2, 1, 1),  # noqa: DTZ001 - hypothesis adds the zone
    max_value=datetime(9998, 12, 31),  # noqa: DTZ001 - the same
    timezones=st.sampled_from([UTC, timezone(timedelta(hours=9)), timezone(-timedelta(hours=3, minutes=30))]),
)
DECIMALS = st.decimals(min_value=-(10**17), max_value=10**17, places=2)

CUSTOM_FORMATS = {
    "even-length": st.text(string.ascii_lowercase).map(lambda text: text * 2),
    "decimal": DECIMALS.map(lambda value: format(value, "f")),
}


def values_of(annotation: Any, *, depth: int = 0) -> st.SearchStrategy[Any]:  # noqa: PLR0911 - one line for each sort
    """Return a strategy for the values of a type."""
    bare = noted(annotation)
    kind = bare.kind
    match sort_of(kind):
        case Sort.SCALAR:
            return _scalars(kind, bare)
        case Sort.CHOICE:
            return st.sampled_from(list(choices_of(kind).values()))
        case Sort.OPTIONAL:
            return st.none() | values_of(without_none(kind), depth=depth + 1)
        case Sort.TAGGED:
            return st.one_of([values_of(arm, depth=depth) for arm in get_args(kind)])
        case Sort.ARRAY:
            most = 0 if depth > SHALLOW else min(_limit(bare, Items, A_FEW), A_FEW)
            least = max((note.min for note in bare.of(Items)), default=0)
            most = max(least, most)
            element = values_of(get_args(kind)[0], depth=depth + 1) if most else st.nothing()
            drawn = st.lists(element, min_size=least, max_size=most)
            return drawn.map(list if get_origin(kind) is list else tuple)
        case Sort.MAP:
            return st.dictionaries(st.text(CHARACTERS), values_of(get_args(kind)[1], depth=depth + 1), max_size=3)
        case Sort.OBJECT:
            return st.builds(kind, **{one.name: values_of(one.type, depth=depth + 1) for one in fields_of(kind)})


def json_of(schema: Any, document: Any, depth: int = 0) -> st.SearchStrategy[Any]:
    """Return a strategy for JSON that a schema of a document allows; classes that hold themselves do so a few times.

    Objects and arrays are drawn here, because hypothesis-jsonschema 0.23 can draw neither the objects of recent
    hypotheses nor classes that hold themselves; everything else it draws.
    """
    if "$ref" in schema:
        return json_of(document["components"]["schemas"][schema["$ref"].rpartition("/")[2]], document, depth + 1)
    if arms := schema.get("anyOf") or schema.get("oneOf"):
        return st.one_of([json_of(arm, document, depth) for arm in arms])
    match schema.get("type"):
        case "object" if "properties" in schema:
            return _objects(schema, document, depth)
        case "object":
            keys = json_of({"type": "string", **schema["propertyNames"]}, document)
            return st.dictionaries(keys, json_of(schema["additionalProperties"], document, depth + 1), max_size=3)
        case "array":
            most = 0 if depth > SHALLOW else min(schema.get("maxItems", A_FEW), A_FEW)
            least = schema.get("minItems", 0)
            most = max(least, most)
            element = json_of(schema["items"], document, depth + 1) if most else st.nothing()
            return st.lists(element, min_size=least, max_size=most)
        case _:
            return from_schema(schema, custom_formats=CUSTOM_FORMATS)


def _objects(schema: Any, document: Any, depth: int) -> st.SearchStrategy[Any]:
    required = schema.get("required", ())
    drawn = {name: json_of(one, document, depth + 1) for name, one in schema["properties"].items()}
    return st.fixed_dictionaries(
        {name: strategy for name, strategy in drawn.items() if name in required},
        optional={name: strategy for name, strategy in drawn.items() if name not in required},
    )


def _scalars(kind: type, bare: Noted) -> st.SearchStrategy[Any]:
    ranges = bare.of(Range)
    least = ranges[0].min if ranges else None
    most = ranges[0].max if ranges else None
    if kind is int:
        return st.integers(_or(least, -LARGEST_INT), _or(most, LARGEST_INT))
    if kind is float:
        return st.floats(_or(least, None), _or(most, None), allow_nan=False, allow_infinity=False)
    if kind is str:
        return _texts(bare)
    drawn: dict[type, st.SearchStrategy[Any]] = {
        bool: st.booleans(),
        datetime: MOMENTS,
        date: st.dates(),
        Decimal: DECIMALS,
    }
    return drawn[kind]


def _texts(bare: Noted) -> st.SearchStrategy[str]:
    if patterns := bare.of(Pattern):
        return st.from_regex(patterns[0].regex, fullmatch=True, alphabet=CHARACTERS)
    if formats := bare.of(Format):
        return CUSTOM_FORMATS[formats[0].name]
    least = bare.of(Length)[0].min if bare.of(Length) else 0
    return st.text(CHARACTERS, min_size=least, max_size=_limit(bare, Length, 20))


def _limit(bare: Noted, kind: type[Length] | type[Items], otherwise: int) -> int:
    return next((note.max for note in bare.of(kind) if note.max is not None), otherwise)


def _or(bound: float | None, otherwise: Any) -> Any:
    return otherwise if bound is None else bound
