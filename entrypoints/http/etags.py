"""Versions of single resources: ETag, If-None-Match and If-Match (RFC 9110 section 13)."""

import re
from typing import Any, Final, Generic, TypeVar

from aiohttp import hdrs, web
from attrs import frozen
from typing_extensions import override

from core.errors import VersionMismatch
from entrypoints.http.answers import CACHED, Answers
from entrypoints.http.exchange import Exchange
from entrypoints.http.operation import Operation
from entrypoints.http.parts import Assembly, Input, Output, Present, Take
from entrypoints.http.refusals import BadHeader, PreconditionFailed, PreconditionRequired
from entrypoints.http.route import Route

T = TypeVar("T")

TAG: Final = re.compile(r'(W/)?"([\x21\x23-\x7e]*)"')
VERSION: Final = re.compile(r"0|[1-9]\d{0,15}", re.ASCII)


@frozen
class IfMatch:
    """Which version the client edited."""

    version: int


@frozen
class Tagged(Generic[T]):
    """A resource and its version; the version changes whenever the resource does."""

    value: T
    version: int | str


def strong(version: int | str) -> str:
    """Return a version as an ETag."""
    return f'"{version}"'


def is_unchanged(exchange: Exchange, tag: str) -> bool:
    """Tell whether the client said that it already has this version (section 13.1.2: compared weakly)."""
    known = exchange.header(hdrs.IF_NONE_MATCH)
    if known is None or exchange.request.method not in ("GET", "HEAD"):
        return False
    return known.strip() == "*" or any(match[2] == tag[1:-1] for match in TAG.finditer(known))


@frozen
class IfMatchInput(Input):
    """The header If-Match, without which nothing is edited."""

    refusals = (PreconditionRequired, PreconditionFailed, VersionMismatch, BadHeader)

    @override
    def taker(self, route: Route, assembly: Assembly) -> Take:
        return lambda exchange: IfMatch(_version(exchange.header(hdrs.IF_MATCH)))

    @override
    def publish(self, route: Route, operation: Operation) -> None:
        schema = {"type": "string", "pattern": '^"(0|[1-9][0-9]{0,15})"$', "examples": ['"3"']}
        operation.parameter("If-Match", "header", schema, required=True, description="the ETag of the edited version")


@frozen
class TaggedOutput(Output):
    """A resource with its ETag."""

    kind: Any
    answers = (Tagged,)

    @override
    def presenter(self, route: Route, assembly: Assembly) -> Present:
        make = Answers.of_json(assembly, self.kind, cache=CACHED)
        status = route.status[0]

        async def present(exchange: Exchange, tagged: Tagged[Any]) -> web.StreamResponse:
            tag = strong(tagged.version)
            answer = make.empty(304) if is_unchanged(exchange, tag) else make.whole(tagged.value, status)
            answer.headers[hdrs.ETAG] = tag
            return answer

        return present

    @override
    def publish(self, route: Route, operation: Operation) -> None:
        schema = operation.schemas.of(self.kind, "output")
        headers = {"ETag": "the version, for If-Match and If-None-Match"}
        operation.answer(route.status[0], content={"application/json": schema}, headers=headers)
        if route.method == "GET":
            operation.answer(304, headers=headers)


def _version(header: str | None) -> int:
    if header is None or header.strip() == "*":
        # "Whatever is there" is no answer to "which version did you edit".
        raise PreconditionRequired
    tags = [match[2] for match in TAG.finditer(header) if match[1] is None]
    if not TAG.search(header):
        raise BadHeader(name="If-Match", why="is no list of ETags")
    versions = [int(tag) for tag in tags if VERSION.fullmatch(tag)]
    if not versions:
        raise PreconditionFailed
    # Of several, only the highest can be the newest.
    return max(versions)
