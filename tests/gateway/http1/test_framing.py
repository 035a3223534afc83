"""Readers find the end of a body, and what comes after it."""

import pytest

from entrypoints.gateway.http1.faults import BrokenOff, NotHttp
from entrypoints.gateway.http1.framing import CHUNKED, LAST_CHUNK, NOTHING, UNTIL_CLOSE, Framing, Sized, chunk


@pytest.mark.parametrize(
    ("framing", "sent"),
    [
        (Sized(length=5), b"hello"),
        (CHUNKED, b"5\r\nhello\r\n0\r\n\r\n"),
        (CHUNKED, b"2\r\nhe\r\n3\r\nllo\r\n00\r\n\r\n"),
    ],
    ids=["sized", "one-chunk", "two-chunks"],
)
def test_what_comes_after_the_body_is_left(framing: Framing, sent: bytes) -> None:
    reader = framing.reader()
    assert (reader.feed(sent + b"GET"), reader.is_done, reader.rest) == (b"hello", True, b"GET")
    assert (reader.feed(b" / "), reader.rest) == (b"", b"GET / ")
    reader.end()


def test_no_body_is_done_before_it_begins() -> None:
    reader = NOTHING.reader()
    assert reader.is_done
    assert (reader.feed(b"GET"), reader.rest) == (b"", b"GET")


@pytest.mark.parametrize("sent", [b"", b"a", b"a\r\n0123456789\r\n", b"a\r\n0123456789\r\n0\r\n", b"0\r\nX-A: b\r\n\r"])
def test_a_body_in_chunks_that_ends_early_is_broken_off(sent: bytes) -> None:
    reader = CHUNKED.reader()
    reader.feed(sent)
    assert not reader.is_done
    with pytest.raises(BrokenOff):
        reader.end()


def test_a_sized_body_that_ends_early_is_broken_off() -> None:
    reader = Sized(length=5).reader()
    assert reader.feed(b"hell") == b"hell"
    assert not reader.is_done
    with pytest.raises(BrokenOff):
        reader.end()


def test_a_body_until_the_close_is_all_there_is() -> None:
    reader = UNTIL_CLOSE.reader()
    assert (reader.feed(b"hello"), reader.feed(b"GET / HTTP/1.1")) == (b"hello", b"GET / HTTP/1.1")
    assert not reader.is_done
    reader.end()
    assert (reader.is_done, reader.rest) == (True, b"")


def test_pieces_that_need_no_cutting_are_handed_out_as_they_are() -> None:
    piece = b"hello"
    for framing in (Sized(length=5), UNTIL_CLOSE):
        assert framing.reader().feed(piece) is piece
    reader = CHUNKED.reader()
    reader.feed(b"a\r\n")
    assert reader.feed(piece) is piece


def test_trailers_are_checked_and_dropped() -> None:
    reader = CHUNKED.reader()
    assert reader.feed(b"1\r\na\r\n0\r\nDigest: x\r\nX-Checksum:\ty\r\n\r\nrest") == b"a"
    assert (reader.is_done, reader.rest) == (True, b"rest")


def test_sizes_may_have_sixteen_digits_of_any_case() -> None:
    reader = CHUNKED.reader()
    assert (
        reader.feed(b"000000000000000A\r\n0123456789\r\na\r\n0123456789\r\n" + b"0" * 16 + b"\r\n\r\n")
        == b"0123456789" * 2
    )
    assert reader.is_done
    assert CHUNKED.reader().feed(b"FFFFFFFFFFFFFFFF\r\nabc") == b"abc"


@pytest.mark.parametrize("sent", [b"5\r\nhelloXX", b"0x5", b"0\r\nHost: a\r\n\r\n", b"5;a\r\n"], ids=ascii)
def test_after_a_fault_nothing_makes_a_body_whole(sent: bytes) -> None:
    reader = CHUNKED.reader()
    for data in (sent + b"\r\n", b"\r\n", LAST_CHUNK, chunk(b"hello") + LAST_CHUNK, LAST_CHUNK):
        with pytest.raises(NotHttp):
            reader.feed(data)
    assert not reader.is_done


def test_a_chunk_is_written_as_it_is_read() -> None:
    assert chunk(b"0123456789") + LAST_CHUNK == b"a\r\n0123456789\r\n0\r\n\r\n"
