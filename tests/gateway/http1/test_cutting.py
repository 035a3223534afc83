"""However the bytes are cut, the same is understood."""

from itertools import pairwise

from hypothesis import example, given
from hypothesis import strategies as st

from entrypoints.gateway.http1.faults import BrokenOff, HttpFault
from entrypoints.gateway.http1.framing import CHUNKED, UNTIL_CLOSE, Framing, Sized
from tests.gateway.http1.messages import ODD, bodies, chunked

Outcome = tuple[bytes, bytes] | type[HttpFault]

trailers = st.sampled_from(
    [b"", b"Digest: a\r\n", b"Digest: a\r\nX-B:\r\n", b"Host: a\r\n", b"Digest: a\n", b" a: b\r\n"]
)
endings = st.sampled_from([b"", b"GET / HTTP/1.1\r\n\r\n", b"\r\n", b"0\r\n\r\n"])
good: st.SearchStrategy[bytes] = st.builds(
    lambda pieces, trailer, end: chunked(pieces, trailer) + end, bodies, trailers, endings
)


@st.composite
def spoilt(draw: st.DrawFn) -> bytes:
    data = draw(good)
    at = draw(st.integers(0, len(data)))
    odd: bytes = draw(st.sampled_from(ODD) | st.just(b""))
    return data[:at] + odd + data[at + draw(st.integers(0, 2)) :]


def outcome(framing: Framing, pieces: list[bytes]) -> Outcome:
    reader = framing.reader()
    try:
        payload = b"".join([reader.feed(piece) for piece in pieces])
        reader.end()
    except HttpFault as fault:
        return type(fault)
    return payload, reader.rest


def cut(data: bytes, places: list[int]) -> list[bytes]:
    borders = sorted({0, len(data), *(place % (len(data) + 1) for place in places)})
    return [data[start:end] for start, end in pairwise(borders)]


framings = st.sampled_from([CHUNKED, UNTIL_CLOSE]) | st.builds(Sized, length=st.integers(0, 60))


@given(framings, good | spoilt() | st.binary(max_size=60), st.lists(st.integers(0, 400), max_size=20))
@example(CHUNKED, b"0" * 16 + b"\r\n\r\n", [17])
@example(CHUNKED, b"0" * 17 + b"\r\n\r\n", [18])
def test_any_cutting_gives_the_same_body(framing: Framing, data: bytes, places: list[int]) -> None:
    whole = outcome(framing, [data])
    assert outcome(framing, cut(data, places)) == whole
    assert outcome(framing, [data[at : at + 1] for at in range(len(data))]) == whole


@given(bodies, endings, st.lists(st.integers(0, 400), max_size=20))
def test_what_was_wrapped_in_chunks_is_had_back(pieces: list[bytes], end: bytes, places: list[int]) -> None:
    assert outcome(CHUNKED, cut(chunked(pieces) + end, places)) == (b"".join(pieces), end)


@given(st.binary(max_size=60), st.integers(0, 60))
def test_a_sized_body_is_so_many_bytes(data: bytes, length: int) -> None:
    expected = (data[:length], data[length:]) if len(data) >= length else BrokenOff
    assert outcome(Sized(length=length), [data]) == expected
