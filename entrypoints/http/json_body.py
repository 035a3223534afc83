"""Bodies of JSON, or of forms where a route takes them too."""

from collections.abc import Collection
from typing import Any, ClassVar, Final
from urllib.parse import parse_qsl

import orjson
from attrs import field, frozen
from typing_extensions import override

from core.errors import OddiyaError
from entrypoints.http.exchange import Exchange
from entrypoints.http.operation import Operation
from entrypoints.http.parts import Assembly, BodyInput, Take
from entrypoints.http.query import arrays_of, texts_of
from entrypoints.http.refusals import Malformed, NotForm, NotJson
from entrypoints.http.route import Route
from entrypoints.http.shapes.dialect import fields_of

JSON: Final = "application/json"
FORM: Final = "application/x-www-form-urlencoded"
MOST_FIELDS: Final = 100


def parsed(payload: bytes) -> Any:
    """Parse JSON.

    Of two members with the same name the last one counts, as in every browser (RFC 8259 section 4 leaves it open);
    all of Oddiya parses here, so no two of its parts can read one body in two ways.
    """
    try:
        return orjson.loads(payload)
    except orjson.JSONDecodeError as error:
        raise NotJson(why=str(error)) from error


@frozen
class TypedBodyInput(BodyInput):
    """A body that is read into a type as a whole."""

    refusals: ClassVar[tuple[type[OddiyaError], ...]] = (NotJson, Malformed)

    @override
    def taker(self, route: Route, assembly: Assembly) -> Take:
        read, known = assembly.reading.of_json(self.kind), known_fields(self.kind, route)
        if known is None:
            return lambda exchange: read(parsed(exchange.payload))
        return lambda exchange: read(_known_members(parsed(exchange.payload), known))

    @override
    def publish(self, route: Route, operation: Operation) -> None:
        schema = operation.schemas.of(self.kind, "input")
        operation.body(dict.fromkeys(self.media, schema))


@frozen
class FormBodyInput(TypedBodyInput):
    """A body that may be a form, too."""

    media: tuple[str, ...] = field(default=(JSON, FORM), kw_only=True)
    refusals = (NotJson, NotForm, Malformed)

    @override
    def taker(self, route: Route, assembly: Assembly) -> Take:
        of_json = assembly.reading.of_json(self.kind)
        of_text, arrays = assembly.reading.of_text(self.kind, root=""), arrays_of(self.kind)
        known = known_fields(self.kind, route)

        def take(exchange: Exchange) -> Any:
            if exchange.media == FORM:
                return of_text(texts_of(_known_pairs(form_pairs(exchange.payload), known), arrays, root=""))
            return of_json(_known_members(parsed(exchange.payload), known))

        return take


def known_fields(kind: type, route: Route) -> frozenset[str] | None:
    """Return the fields that a route reads, or None when it refuses all others."""
    return frozenset(one.name for one in fields_of(kind)) if route.ignores_unknown else None


def _known_pairs(pairs: list[tuple[str, str]], known: Collection[str] | None) -> list[tuple[str, str]]:
    return pairs if known is None else [(name, value) for name, value in pairs if name in known and value]


def _known_members(value: Any, known: Collection[str] | None) -> Any:
    if known is None or type(value) is not dict:
        return value
    return {name: member for name, member in value.items() if name in known}


def form_pairs(payload: bytes) -> list[tuple[str, str]]:
    """Return the names and values of a form."""
    try:
        return parse_qsl(
            payload.decode(),
            keep_blank_values=True,
            strict_parsing=bool(payload),
            errors="strict",
            max_num_fields=MOST_FIELDS,
        )
    except ValueError as error:
        raise NotForm(most=MOST_FIELDS) from error
