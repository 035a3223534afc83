"""One connection of a client, guarded where aiohttp leaves it open.

aiohttp waits for ever for the end of a request's headers, answers what it cannot parse in plain text, and tells no
handler that its client has left. It has no public place to change that, so this file overrides what it must and nothing
else does; the tests of the server hold it to account over real sockets.
"""

import asyncio
import re
import socket
from typing import Any, Final

from aiohttp import web
from aiohttp.http_exceptions import BadHttpMethod, LineTooLong
from aiohttp.streams import EMPTY_PAYLOAD
from aiohttp.web_protocol import _ErrInfo
from attrs import frozen
from typing_extensions import override

from entrypoints.http.dispatch import Dispatch
from entrypoints.http.refusals import BadRequest, HeadersTooLarge, MethodNotAllowed, Refusal, TargetTooLong, TooSlow

LONGEST_TARGET: Final = 8190
LONGEST_FIELD: Final = 8190 - len(": ")
MOST_FIELDS: Final = 100
KNOWN_METHODS: Final = ("GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS")
# aiohttp quotes what it could not parse; with this in it, nothing but the method was strange.
REQUEST_LINE: Final = re.compile(r"b'[\w!#$%&*+.^`|~-]+ \S+ HTTP/1\.[01]")


@frozen(kw_only=True)
class Pace:
    """How long a client may take, in seconds.

    For its headers, between requests, to take in what it is sent, and to send the rest of a refused body: hanging up
    on it in the middle could lose the refusal on its way.
    """

    headers: float
    idle: float
    send: float
    linger: float


class Connection(web.RequestHandler):
    """Reads requests from one client and answers them one after the other.

    - Headers must be complete within their time, from the connection's or the request's first byte.
    - A client that leaves cancels a handler that is `streaming`; others finish what they began.
    """

    __slots__ = ("_dispatch", "_has_begun", "_overdue", "_pace", "streaming")

    def __init__(self, server: web.Server, *, dispatch: Dispatch, pace: Pace, **options: Any) -> None:
        super().__init__(
            server,
            keepalive_timeout=pace.idle,
            max_line_size=LONGEST_TARGET,
            max_field_size=LONGEST_FIELD,
            max_headers=MOST_FIELDS,
            auto_decompress=False,
            lingering_time=pace.linger,
            access_log=None,  # type: ignore[arg-type] # None is how aiohttp's own log is turned off
            **options,
        )
        self.streaming = False
        self._dispatch = dispatch
        self._pace = pace
        self._has_begun = False
        self._overdue: asyncio.TimerHandle | None = None

    @property
    def is_idle(self) -> bool:
        """Tell whether no request is being answered."""
        return self._waiter is not None and not self._waiter.done()

    async def abort(self) -> None:
        """End what is being done, and wait until it has cleaned up."""
        task = self._task_handler
        self.force_close()
        if task is not None:
            task.cancel()
            await asyncio.wait({task}, timeout=1)

    @override
    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        super().connection_made(transport)
        _limit_sending(transport, self._pace.send)
        self._expect_headers()

    @override
    def data_received(self, data: bytes) -> None:
        super().data_received(data)
        waiter = self._waiter
        if waiter is None or waiter.done():
            if self._overdue is not None:
                self._overdue.cancel()
                self._overdue = None
        elif data:
            self._has_begun = True
            if self._overdue is None:
                self._expect_headers()

    @override
    def resume_reading(self, resume_parser: bool = True) -> None:
        # Streams call this after every read, but there is something to resume only after a pause.
        if self._reading_paused:
            super().resume_reading(resume_parser)

    @override
    def connection_lost(self, exc: BaseException | None) -> None:
        task = self._task_handler
        super().connection_lost(exc)
        if self._overdue is not None:
            self._overdue.cancel()
        if self.streaming and task is not None:
            task.cancel()

    @override
    def handle_error(
        self, request: web.BaseRequest, status: int = 500, exc: BaseException | None = None, message: str | None = None
    ) -> web.StreamResponse:
        # The front answers every error; what arrives here is an answer that broke off.
        raise ConnectionAbortedError from exc

    @override
    def _make_error_handler(self, err_info: _ErrInfo) -> Any:
        async def handle(request: web.BaseRequest) -> web.StreamResponse:
            return await self._dispatch.refuse(request, refusal_of(err_info.exc))

        return handle

    def _expect_headers(self) -> None:
        self._overdue = self._loop.call_later(self._pace.headers, self._refuse_to_wait)

    def _refuse_to_wait(self) -> None:
        self._overdue = None
        if not self._has_begun or self._waiter is None:
            self.force_close()
            return
        late = TooSlow(part="header", seconds=self._pace.headers)
        self._messages.append((_ErrInfo(408, late, ""), EMPTY_PAYLOAD))
        self._waiter.set_result(None)


def refusal_of(error: BaseException) -> Refusal:
    """Return what to tell a client whose request aiohttp could not parse."""
    if isinstance(error, Refusal):
        return error
    if isinstance(error, LineTooLong):
        return TargetTooLong() if error.args[1] == LONGEST_TARGET else HeadersTooLarge()
    if isinstance(error, BadHttpMethod) and REQUEST_LINE.search(str(error)):
        return MethodNotAllowed(allow=", ".join(KNOWN_METHODS))
    return HeadersTooLarge() if "Too many headers" in str(error) else BadRequest()


def _limit_sending(transport: asyncio.BaseTransport, seconds: float) -> None:
    # A client that stops reading would hold its answer in our memory for ever.
    sock = transport.get_extra_info("socket")
    if sock is not None and sock.family != socket.AF_UNIX and hasattr(socket, "TCP_USER_TIMEOUT"):
        sock.setsockopt(socket.IPPROTO_TCP, socket.TCP_USER_TIMEOUT, int(seconds * 1000))
