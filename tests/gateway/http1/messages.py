"""Requests byte for byte: written by hand, drawn at random, and read from the first byte to the last."""

from attrs import field, frozen
from hypothesis import strategies as st

from entrypoints.gateway.http1.fields import Field
from entrypoints.gateway.http1.framing import LAST_CHUNK, chunk
from entrypoints.gateway.http1.heads import request_head
from entrypoints.gateway.http1.wire import END_OF_HEAD

HOST = b"Host: api.oddiya.example"
LETTERS = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789"
READ_ONCE = {
    "host", "content-length", "transfer-encoding", "expect", "content-type", "authorization", "cookie", "upgrade",
    "connection", "content-encoding",
}  # fmt: skip


def a_request(*fields: bytes, line: bytes = b"POST /api/plans HTTP/1.1", host: bytes | None = HOST) -> bytes:
    return b"\r\n".join((line, *([host] if host else []), *fields)) + END_OF_HEAD


@frozen
class Read:
    """What somebody understood."""

    method: str
    target: str
    fields: tuple[Field, ...]
    body: bytes
    raw: bytes = field(default=b"", eq=False, repr=False)


def read_all(data: bytes) -> list[Read]:
    """Return the requests that are in data to the end, one after another."""
    found = []
    while (end := data.find(END_OF_HEAD)) >= 0:
        start = end + len(END_OF_HEAD)
        head = request_head(data[:start])
        reader = head.said.framing.reader()
        body = reader.feed(data[start:])
        if not reader.is_done:
            break
        raw = data[: len(data) - len(reader.rest)]
        found.append(Read(head.method, head.target, head.said.fields, body, raw))
        data = reader.rest
    return found


def chunked(pieces: list[bytes], trailers: bytes = b"") -> bytes:
    return b"".join(map(chunk, pieces)) + LAST_CHUNK[:-2] + trailers + b"\r\n"


names = st.text(LETTERS + "-_.!#$%&'*+^`|~", min_size=1, max_size=12).filter(lambda name: name.lower() not in READ_ONCE)
characters = st.characters(codec="latin-1", exclude_characters="\x7f", min_codepoint=32)
values = st.text(characters | st.just("\t"), max_size=30).map(lambda text: text.strip(" \t").encode("latin-1"))
fields = st.lists(st.tuples(names.map(str.encode), values), max_size=8)
targets = st.lists(st.text(LETTERS + "-._~%", max_size=6), min_size=1, max_size=5).map(
    lambda segments: b"/" + "/".join(segments).lstrip("/").encode()
)
bodies = st.lists(st.binary(min_size=1, max_size=40), max_size=4)


@st.composite
def requests(draw: st.DrawFn) -> bytes:
    """Draw a request as it should be."""
    lines = [name + draw(st.sampled_from([b":", b": ", b":  "])) + value for name, value in draw(fields)]
    method = draw(st.sampled_from([b"GET", b"POST", b"PUT", b"PATCH", b"DELETE", b"OPTIONS", b"HEAD"]))
    body = draw(bodies)
    match draw(st.sampled_from(["none", "sized", "chunked"])):
        case "none":
            sent = b""
        case "sized":
            sent = b"".join(body)
            lines.append(b"Content-Length: %d" % len(sent))
        case _:
            sent = chunked(body, draw(st.sampled_from([b"", b"Digest: x\r\n"])))
            lines.append(draw(st.sampled_from([b"Transfer-Encoding: chunked", b"transfer-encoding:CHUNKED"])))
    lines = draw(st.permutations(lines))
    return a_request(*lines, line=b"%b %b HTTP/1.1" % (method, draw(targets))) + sent


ODD = [
    b"\r", b"\n", b"\r\n", b"\0", b" ", b"\t", b":", b",", b"0", b"5", b"-", b"+", b"0x", b"_", b";", b"\x80", b"\x7f",
    b"\xd9\xa5", b"chunked", b"identity", b"\r\n\r\n", b"\r\n ", b"Content-Length: 5\r\n", b"Content-Length:",
    b"Transfer-Encoding: chunked\r\n", b"Transfer-Encoding:", b"Host: b\r\n", b"0\r\n\r\n", b"GET / HTTP/1.1\r\n",
    b"HTTP/1.0", b"HTTP/2.0", b"Expect: 100-continue\r\n", b"Connection: close\r\n",
]  # fmt: skip


@st.composite
def spoilt(draw: st.DrawFn) -> bytes:
    """Draw two requests in a row that somebody has tampered with."""
    data = draw(requests()) + draw(requests())
    for _ in range(draw(st.integers(1, 3))):
        at = draw(st.integers(0, len(data)))
        data = data[:at] + draw(st.sampled_from(ODD) | st.just(b"")) + data[at + draw(st.integers(0, 3)) :]
    return data
