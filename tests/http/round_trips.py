"""Checks over any routes that what is published is what is read and written."""

from collections.abc import Iterator, Sequence
from types import NoneType
from typing import Any

import jsonschema
import orjson
from attrs import frozen
from hypothesis import HealthCheck, given, settings
from typing_extensions import override

from entrypoints.http.contract import contracts_of
from entrypoints.http.etags import TaggedOutput
from entrypoints.http.json_answer import JsonOutput
from entrypoints.http.json_body import TypedBodyInput
from entrypoints.http.merge_patch import MergePatchInput, PatchReader
from entrypoints.http.paging import PageOutput
from entrypoints.http.reply import ReplyOutput
from entrypoints.http.shapes.components import Mode
from entrypoints.http.shapes.reading import Reading
from entrypoints.http.shapes.schema import Schemas
from entrypoints.http.shapes.writing import Writing
from entrypoints.http.sse import EventsOutput
from tests.http.values import json_of, values_of

JSON_OUTPUTS = (JsonOutput, TaggedOutput, PageOutput, ReplyOutput, EventsOutput)

patiently = settings(max_examples=35, suppress_health_check=[HealthCheck.too_slow, HealthCheck.filter_too_much])


@frozen
class Published:
    """A type in one of its uses, and the document that has its schema."""

    kind: Any
    mode: Mode

    @override
    def __str__(self) -> str:
        return f"{getattr(self.kind, '__name__', self.kind)} as {self.mode}"

    def document(self) -> dict[str, Any]:
        """Return the type's schema, with all that it refers to."""
        schemas = Schemas()
        schema: dict[str, Any] = schemas.components.spelt_out(schemas.of(self.kind, self.mode))
        return {**schema, "components": {"schemas": schemas.components.schemas()}}


def published_by(routes: Sequence[type]) -> Iterator[Published]:
    """List the types that routes take and answer with, each once."""
    found: dict[str, Published] = {}
    for contract in (one for routes_class in routes for one in contracts_of(routes_class)):
        for given_in in contract.inputs:
            if isinstance(given_in, TypedBodyInput):
                found.setdefault(f"in {given_in.kind}", Published(given_in.kind, "input"))
            if isinstance(given_in, MergePatchInput):
                found.setdefault(f"patch {given_in.kind}", Published(given_in.kind, "patch"))
        for output in contract.outputs:
            if isinstance(output, JSON_OUTPUTS) and output.kind is not NoneType:
                found.setdefault(f"out {output.kind}", Published(output.kind, "output"))
    yield from found.values()


def check_that_values_fit_the_schema(published: Published) -> None:
    """Draw values; write them; they must fit the schema and, if they are read at all, be read again as they were."""
    document, write, read = published.document(), Writing().of(published.kind), Reading().of_json(published.kind)
    validator = jsonschema.Draft202012Validator(document, format_checker=jsonschema.FormatChecker())

    @patiently
    @given(value=values_of(published.kind))
    def check(value: object) -> None:
        plain = orjson.loads(write(value))
        validator.validate(plain)
        if published.mode == "input":
            assert read(plain) == value

    check()


def check_that_what_fits_the_schema_is_read(published: Published) -> None:
    """Draw JSON from the schema; it must be accepted."""
    document, reading = published.document(), Reading()
    patch = published.mode == "patch"
    read = PatchReader.of(published.kind, reading) if patch else reading.of_json(published.kind)

    @patiently
    @given(plain=json_of(document, document))
    def check(plain: object) -> None:
        read(orjson.loads(orjson.dumps(plain)))

    check()
