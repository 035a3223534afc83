"""A body that comes in chunks, whose sizes are read in one way only (RFC 9112, section 7.1)."""

from typing import Final, Literal

from attrs import define, field

from entrypoints.gateway.http1.faults import BrokenOff, NotHttp
from entrypoints.gateway.http1.fields import CRLF, lines_of, read_fields

HEX: Final = b"0123456789abcdefABCDEF"
LONGEST_SIZE: Final = 16
MOST_TRAILERS: Final = 1024

ONLY_IN_HEADS: Final = frozenset({
    b"authorization", b"cache-control", b"connection", b"content-encoding", b"content-length", b"content-range",
    b"content-type", b"cookie", b"expect", b"forwarded", b"host", b"keep-alive", b"max-forwards", b"origin",
    b"proxy-authenticate", b"proxy-authorization", b"proxy-connection", b"range", b"set-cookie", b"te", b"traceparent",
    b"tracestate", b"trailer", b"transfer-encoding", b"upgrade", b"www-authenticate", b"x-forwarded-for",
    b"x-forwarded-host", b"x-forwarded-proto", b"x-hop-signature", b"x-http-method-override", b"x-internal-secret",
    b"x-original-url", b"x-real-ip", b"x-request-id", b"x-rewrite-url", b"x-session-id", b"x-user-id",
})  # fmt: skip
"""What frames, routes or vouches for a message comes too late after its body (RFC 9110, section 6.5.1)."""

ALIASES: Final = bytes.maketrans(b"_.", b"--")


@define(eq=False)
class ChunkedReader:
    """Takes the chunks apart. Extensions are refused, for nobody here sends any; trailers are checked and dropped.

    Trailers never go on, if only because aiohttp (3.14) takes them for fields of the next request on the connection.
    After a fault everything is refused: there is no telling any more where the body ends.
    """

    is_done: bool = field(default=False, init=False)
    rest: bytes = field(default=b"", init=False)
    chunks: int = field(default=0, init=False)
    _held: bytes = field(default=b"", init=False)  # the beginning of a line
    _left: int = field(default=0, init=False)  # of the chunk at hand
    _line: Literal["size", "border", "trailer"] = field(default="size", init=False)
    _longest: int = field(default=LONGEST_SIZE, init=False)
    _is_lost: bool = field(default=False, init=False)

    def feed(self, data: bytes) -> bytes:
        """Return the payload in what came next."""
        if self._is_lost:
            raise NotHttp("there was a fault in this body before")
        self._is_lost = True
        data = self._held + data
        at = 0
        payload = []
        while at < len(data) and not self.is_done:
            if self._left:
                piece = data[at : at + self._left]
                payload.append(piece)
                at += len(piece)
                self._left -= len(piece)
            elif (end := self._end_of_line(data, at)) >= 0:
                self._read(data[at:end])
                at = end + len(CRLF)
            else:
                break
        self._keep(data[at:])
        self._is_lost = False
        return b"".join(payload)

    def end(self) -> None:
        """Take note that nothing more comes."""
        if not self.is_done:
            raise BrokenOff

    def _keep(self, data: bytes) -> None:
        if self.is_done:
            self.rest += data
            data = b""
        self._held = data

    def _end_of_line(self, data: bytes, at: int) -> int:
        enough = at + self._longest + len(CRLF)
        end = data.find(CRLF, at, enough)
        if end < 0 and len(data) >= enough:
            raise NotHttp(f"a chunk's {self._line} is longer than it may be")
        return end

    def _read(self, line: bytes) -> None:
        match self._line:
            case "size":
                self._read_size(line)
            case "border":
                self._line, self._longest = "size", LONGEST_SIZE
                self.chunks += 1
            case "trailer":
                self._read_trailer(line)

    def _read_size(self, line: bytes) -> None:
        if not line or line.translate(None, HEX):
            raise NotHttp("a chunk's size is no hexadecimal number")
        self._left = int(line, 16)
        self._line, self._longest = ("border", 0) if self._left else ("trailer", MOST_TRAILERS)

    def _read_trailer(self, line: bytes) -> None:
        if not line:
            self.is_done = True
            return
        _, values = read_fields(lines_of(line + CRLF))
        if any(name.translate(ALIASES) in ONLY_IN_HEADS for name in values):
            raise NotHttp("a trailer says what only a head may say")
        self._longest = max(0, self._longest - len(line) - len(CRLF))
