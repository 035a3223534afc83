"""Bodies of JSON, or of forms where a route takes them too."""

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
        read = assembly.reading.of_json(self.kind)
        return lambda exchange: read(parsed(exchange.payload))

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

        def take(exchange: Exchange) -> Any:
            if exchange.media == FORM:
                return of_text(texts_of(form_pairs(exchange.payload), arrays, root=""))
            return of_json(parsed(exchange.payload))

        return take


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
