"""A whole answer that costs little: most answers are one, and aiohttp's own way costs as much as all else together."""

from aiohttp import hdrs, web
from aiohttp.abc import AbstractStreamWriter
from aiohttp.helpers import must_be_empty_body, rfc822_formatted_time
from aiohttp.http import HttpVersion10
from multidict import CIMultiDict
from typing_extensions import override


class WholeAnswer(web.Response):
    """Bytes to be sent over HTTP/1.1 as they are; what an older client or HEAD needs is left to aiohttp."""

    def __init__(self, body: bytes, status: int, headers: "CIMultiDict[str]") -> None:
        web.StreamResponse.__init__(self, status=status, _real_headers=headers.copy())
        self._body = self._bytes = body
        self._writer: AbstractStreamWriter | None = None

    @override
    async def prepare(self, request: web.BaseRequest) -> AbstractStreamWriter | None:
        """Write the headers."""
        if request.version == HttpVersion10 or must_be_empty_body(request.method, self._status) or self.prepared:
            return await super().prepare(request)
        headers = self._headers
        headers[hdrs.CONTENT_LENGTH] = str(len(self._bytes))
        headers[hdrs.DATE] = rfc822_formatted_time()
        if self._keep_alive is None:
            self._keep_alive = request.keep_alive
        if not self._keep_alive:
            headers[hdrs.CONNECTION] = "close"
        self._payload_writer = self._writer = writer = request.writer
        await writer.write_headers(f"HTTP/1.1 {self._status} {self._reason}", headers)
        return writer

    @override
    async def write_eof(self, data: bytes = b"") -> None:
        """Write the body."""
        if self._writer is None:
            await super().write_eof(data)
        elif not self._eof_sent:
            self._eof_sent = True
            await self._writer.write_eof(self._bytes)
            self._writer = self._payload_writer = None
