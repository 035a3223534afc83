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

    @override
    async def prepare(self, request: web.BaseRequest) -> AbstractStreamWriter | None:
        """Write the headers."""
        if request.version == HttpVersion10 or must_be_empty_body(request.method, self.status) or self.prepared:
            return await super().prepare(request)
        headers = self._headers
        headers[hdrs.CONTENT_LENGTH] = str(len(self._bytes))
        headers[hdrs.DATE] = rfc822_formatted_time()
        if self._keep_alive is None:
            self._keep_alive = request.keep_alive
        if not self._keep_alive:
            headers[hdrs.CONNECTION] = "close"
        self._req = request
        self._payload_writer = writer = request.writer
        await writer.write_headers(f"HTTP/1.1 {self.status} {self.reason}", headers)
        return writer
