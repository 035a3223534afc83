"""Takes bodies in: of the right media type, not too large, not too slowly."""

import asyncio
from collections.abc import AsyncIterator
from typing import ClassVar, Final

from aiohttp import hdrs, web
from attrs import frozen

from core.errors import OddiyaError
from entrypoints.http.exchange import Exchange
from entrypoints.http.refusals import BadRequest, EncodedBody, TooLarge, TooSlow, WrongMediaType

UTF_8: Final = ("utf-8", "utf8")


@frozen(kw_only=True)
class Intake:
    """What one route takes; `media` is empty when it takes everything."""

    refusals: ClassVar[tuple[type[OddiyaError], ...]] = (BadRequest, TooSlow, TooLarge, WrongMediaType, EncodedBody)
    media: tuple[str, ...]
    limit: int
    deadline: float

    def has_all(self, exchange: Exchange) -> bool:
        """Put the whole body into the exchange, if it has already arrived."""
        self._admit(exchange)
        content = exchange.request.content
        if not content.is_eof():
            return False
        exchange.payload = payload = content.read_nowait()
        self._check(len(payload))
        return True

    async def wait(self, exchange: Exchange) -> None:
        """Put the whole body into the exchange as soon as it has arrived."""
        self._check(exchange.request.content_length or 0)
        exchange.payload = await self._arriving(exchange)

    def admit(self, exchange: Exchange) -> None:
        """Refuse a body of which the headers say that it will not do."""
        self._admit(exchange)
        self._check(exchange.request.content_length or 0)

    def _admit(self, exchange: Exchange) -> None:
        headers = exchange.request.headers
        sent = headers.get(hdrs.CONTENT_TYPE)
        exchange.media = media = sent if sent in self.media else media_of(sent)
        if media not in self.media and self.media:
            raise WrongMediaType(expected=", ".join(self.media))
        if hdrs.CONTENT_ENCODING in headers:
            raise EncodedBody

    async def pieces(self, exchange: Exchange) -> AsyncIterator[bytes]:
        """Pass the body on as it arrives; here the deadline is that of each piece."""
        await invite(exchange.request)
        size = 0
        while piece := await self._within_deadline(exchange.request):
            size += len(piece)
            self._check(size)
            yield piece

    async def _arriving(self, exchange: Exchange) -> bytes:
        await invite(exchange.request)
        body = bytearray()
        try:
            async with asyncio.timeout(self.deadline):
                while piece := await next_piece(exchange.request):
                    body += piece
                    self._check(len(body))
        except TimeoutError as error:
            raise self._too_slow() from error
        return bytes(body)

    async def _within_deadline(self, request: web.BaseRequest) -> bytes:
        try:
            async with asyncio.timeout(self.deadline):
                return await next_piece(request)
        except TimeoutError as error:
            raise self._too_slow() from error

    def _check(self, size: int) -> None:
        if size > self.limit:
            raise TooLarge(limit=self.limit)

    def _too_slow(self) -> TooSlow:
        return TooSlow(part="body", seconds=self.deadline)


async def next_piece(request: web.BaseRequest) -> bytes:
    """Return what has arrived of the body, waiting for something; nothing at its end."""
    try:
        return await request.content.readany()
    except web.RequestPayloadError as error:
        raise BadRequest from error


async def invite(request: web.BaseRequest) -> None:
    """Tell a client that waits for it to send the body (RFC 9110 section 10.1.1)."""
    if request.headers.get(hdrs.EXPECT, "").lower() == "100-continue" and not request.content.is_eof():
        await request.writer.write(b"HTTP/1.1 100 Continue\r\n\r\n")
        # What was written is no part of the answer.
        request.writer.output_size = 0


def media_of(content_type: str | None) -> str:
    """Return the media type a body has; an empty text for one that is missing or not in UTF-8."""
    if content_type is None:
        return ""
    media, *parameters = content_type.split(";")
    for parameter in parameters:
        name, _, value = parameter.partition("=")
        if name.strip().lower() == "charset" and value.strip().strip('"').lower() not in UTF_8:
            return ""
    return media.strip().lower()
