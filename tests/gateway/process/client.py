"""A client of the gateway that sends what it likes, over a bare socket, and reads answers strictly."""

import re
import socket
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from typing import Any, Final, Self

import orjson
from attrs import field, frozen

from tests.gateway.process.answers import message
from tests.gateway.process.messages import END, Head, Strange, chunk_size
from tests.gateway.process.patience import PATIENCE

STATUS_LINE: Final = re.compile(r"HTTP/1\.1 ([1-5][0-9][0-9]) [\x20-\x7e]*")
INFORMATIONAL: Final = range(100, 200)
WITHOUT_BODY: Final = (*INFORMATIONAL, 204, 304)
Fields = Sequence[tuple[str, str]]


@frozen
class Said:
    """One answer."""

    status: int
    head: Head
    body: bytes

    def get(self, name: str) -> str | None:
        """Return the only value of a field."""
        return self.head.get(name)

    def problem(self) -> dict[str, Any]:
        """Return the problem in the answer, once it is one of RFC 9457 that says what the answer says."""
        assert self.get("content-type") == "application/problem+json", self
        problem: dict[str, Any] = orjson.loads(self.body)
        assert set(problem) >= {"type", "title", "status", "detail", "code", "request_id", "errors"}, self
        assert (problem["status"], problem["request_id"]) == (self.status, self.get("x-request-id")), self
        return problem


@frozen(eq=False)
class Client:
    """One connection to the gateway."""

    socket: socket.socket
    _reader: Any = field(init=False, repr=False)

    @_reader.default
    def _buffered(self) -> Any:
        return self.socket.makefile("rb")

    def send(self, data: bytes) -> Self:
        """Send bytes as they are; a connection that the gateway has closed takes no more, and that is no fault."""
        try:
            self.socket.sendall(data)
        except (BrokenPipeError, ConnectionResetError):
            return self
        return self

    def ask(self, method: str, target: str, *fields: tuple[str, str], body: bytes | None = None) -> Said:
        """Send one request as a careful client writes it, and return its answer."""
        return self.send(request(method, target, *fields, body=body)).answer(method)

    def answer(self, method: str = "GET") -> Said:
        """Read one answer to a request of this method; an informational one is an answer too."""
        head = self.head()
        status = STATUS_LINE.fullmatch(head.first)
        if status is None:
            raise Strange(f"a first line {head.first!r}")
        code = int(status[1])
        has_body = method != "HEAD" and code not in WITHOUT_BODY
        return Said(code, head, self._body(head) if has_body else b"")

    def head(self) -> Head:
        """Read the head of one answer."""
        raw = b""
        while not raw.endswith(END):
            line = self._reader.readline()
            if not line:
                raise EOFError(raw)
            raw += line
        return Head.read(raw)

    def some(self) -> bytes:
        """Return what has come, or what comes next; nothing when the gateway has hung up."""
        data: bytes = self._reader.read1(65536)
        return data

    def rest(self) -> bytes:
        """Return everything until the gateway hangs up; fail when it does not."""
        pieces = []
        try:
            while piece := self.some():
                pieces.append(piece)
        except ConnectionResetError:
            pass
        return b"".join(pieces)

    def finish(self) -> Self:
        """Say that nothing more is coming."""
        self.socket.shutdown(socket.SHUT_WR)
        return self

    def leave(self) -> None:
        """Hang up."""
        self._reader.close()
        self.socket.close()

    def _body(self, head: Head) -> bytes:
        framing = head.framing
        if framing == "none":
            return self.rest()
        return self._chunks() if framing == "chunked" else self._exactly(int(framing))

    def _exactly(self, size: int) -> bytes:
        data: bytes = self._reader.read(size)
        if len(data) < size:
            raise EOFError(data)
        return data

    def _chunks(self) -> bytes:
        return b"".join(self.chunks())

    def chunks(self) -> Iterator[bytes]:
        """Return the chunks of a body as they come."""
        while size := self._size():
            yield self._exactly(size)
            if self._exactly(2) != b"\r\n":
                raise Strange("a chunk that goes on after its end")
        if (trailer := self._reader.readline()) != b"\r\n":
            raise Strange(f"a trailer {trailer!r}")

    def _size(self) -> int:
        line = self._reader.readline()
        if not line:
            raise EOFError("in the middle of a chunked body")
        return chunk_size(line)


@contextmanager
def connected(port: int, *, receives: int = 0, source: str = "127.0.0.1") -> Iterator[Client]:
    """Connect to a port of this machine; `receives` bounds what the system takes in for a client that does not read."""
    with socket.socket() as bare:
        bare.settimeout(PATIENCE)
        bare.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        if receives:
            bare.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, receives)
        bare.bind((source, 0))
        bare.connect(("127.0.0.1", port))
        client = Client(bare)
        try:
            yield client
        finally:
            client.leave()


def request(method: str, target: str, *fields: tuple[str, str], body: bytes | None = None) -> bytes:
    """Write one request as a careful client does."""
    length = () if body is None else (("Content-Length", str(len(body))),)
    return message(f"{method} {target} HTTP/1.1", (("Host", "api.oddiya.example"), *fields, *length), body or b"")


def chunked(*pieces: bytes) -> bytes:
    """Write a body in chunks, with its end."""
    return b"".join(b"%x\r\n%s\r\n" % (len(piece), piece) for piece in (*pieces, b""))
