"""Answers made of bytes: whole, in pieces, or a range of them (RFC 9110 section 14)."""

import re
from collections.abc import AsyncIterable, AsyncIterator, Callable, Mapping
from typing import Final, Self

from aiohttp import hdrs, web
from attrs import Factory, frozen
from typing_extensions import override

from entrypoints.http.answers import standing_headers
from entrypoints.http.etags import is_unchanged
from entrypoints.http.exchange import Exchange
from entrypoints.http.operation import Operation
from entrypoints.http.parts import Assembly, Output, Present
from entrypoints.http.refusals import RangeNotSatisfiable
from entrypoints.http.route import Route
from entrypoints.http.shapes.schema import Schema
from entrypoints.http.streams import begun, is_head, send

ReadRange = Callable[[int, int | None], AsyncIterable[bytes]]

ONE_RANGE: Final = re.compile(r"bytes=(\d{0,18})-(\d{0,18})", re.ASCII)


@frozen(kw_only=True)
class FileReply:
    """Bytes of some type; `read` gives those from a start to a stop, None being the end.

    Ranges are answered when the `length` is known. `etag` is a whole ETag, quotes included.
    """

    content_type: str
    read: ReadRange
    length: int | None = None
    etag: str | None = None
    headers: Mapping[str, str] = Factory(dict)

    @classmethod
    def of_bytes(
        cls, content: bytes, *, content_type: str, etag: str | None = None, headers: Mapping[str, str] | None = None
    ) -> Self:
        """Return an answer of bytes that are all here."""

        async def read(start: int, stop: int | None) -> AsyncIterator[bytes]:
            yield content[start:stop]

        return cls(content_type=content_type, read=read, length=len(content), etag=etag, headers=headers or {})


@frozen
class Media:
    """Annotates a handler's `FileReply` with a media type that is published for it; there may be several."""

    name: str


@frozen
class Part:
    """Which of the bytes to send; `ranged` when the client asked for them."""

    start: int
    stop: int | None
    ranged: bool


@frozen
class FileOutput(Output):
    """Presents files."""

    media: tuple[str, ...] = ("application/octet-stream",)
    answers = (FileReply,)

    @override
    def presenter(self, route: Route, assembly: Assembly) -> Present:
        server = assembly.service.name

        async def present(exchange: Exchange, reply: FileReply) -> web.StreamResponse:
            unchanged = reply.etag is not None and is_unchanged(exchange, reply.etag)
            part = Part(0, reply.length, ranged=False) if unchanged else part_of(exchange, reply)
            headers = standing_headers(server, reply.content_type)
            headers.update(_headers(reply, part))
            headers.update(reply.headers)
            if unchanged:
                return web.Response(status=304, headers=headers)
            answer = web.StreamResponse(status=206 if part.ranged else route.status[0], headers=headers)
            pieces = reply.read(part.start, part.stop)
            return await send(answer, pieces if is_head(exchange) else await begun(pieces), exchange)

        return present

    @override
    def publish(self, route: Route, operation: Operation) -> None:
        content: dict[str, Schema] = {media: {} for media in self.media}
        tag = {"ETag": "the version, for If-None-Match and If-Range, when there is one"}
        ranges = {"Accept-Ranges": "bytes, when ranges are answered"}
        operation.answer(route.status[0], content=content, headers={**ranges, **tag})
        operation.answer(206, content=content, headers={"Content-Range": "which bytes these are", **ranges, **tag})
        if route.method == "GET":
            operation.answer(304, headers=tag)
        operation.refuse((RangeNotSatisfiable,))


def part_of(exchange: Exchange, reply: FileReply) -> Part:
    """Return the bytes that a request asks for; what is no single range of bytes is ignored, as RFC 9110 allows."""
    whole = Part(0, reply.length, ranged=False)
    asked = ONE_RANGE.fullmatch(exchange.header(hdrs.RANGE) or "")
    if reply.length is None or asked is None or not _is_same(exchange, reply):
        return whole
    first, last = asked.groups()
    if not first and not last:
        return whole
    if not first:
        part = Part(max(0, reply.length - int(last)), reply.length, ranged=True)
    else:
        part = Part(int(first), min(int(last) + 1, reply.length) if last else reply.length, ranged=True)
        if last and int(last) < int(first):
            return whole
    if part.start >= reply.length:
        raise RangeNotSatisfiable(length=reply.length)
    return part


def _is_same(exchange: Exchange, reply: FileReply) -> bool:
    condition = exchange.header(hdrs.IF_RANGE)
    return condition is None or condition == reply.etag


def _headers(reply: FileReply, part: Part) -> Mapping[str, str]:
    headers: dict[str, str] = {}
    if reply.etag is not None:
        headers[hdrs.ETAG] = reply.etag
    if reply.length is not None and part.stop is not None:
        headers[hdrs.ACCEPT_RANGES] = "bytes"
        headers[hdrs.CONTENT_LENGTH] = str(part.stop - part.start)
    if part.ranged and part.stop is not None:
        headers[hdrs.CONTENT_RANGE] = f"bytes {part.start}-{part.stop - 1}/{reply.length}"
    return headers
