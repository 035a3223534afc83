"""How large a head may be, and what is said of one that is larger."""

import pytest

from entrypoints.gateway.http1.faults import FieldsTooLarge, NotHttp, TargetTooLong
from entrypoints.gateway.http1.heads import LONGEST_LINE, request_head, too_long
from entrypoints.gateway.http1.wire import LONGEST_HEAD
from tests.gateway.http1.messages import a_request


def a_line(length: int) -> bytes:
    return b"GET /" + b"a" * (length - 1) + b" HTTP/1.1"


def test_a_target_of_8190_bytes_is_read() -> None:
    assert len(request_head(a_request(line=a_line(LONGEST_LINE))).target) == LONGEST_LINE


@pytest.mark.parametrize("length", [LONGEST_LINE + 1, 20_000, LONGEST_HEAD, 40_000])
def test_a_longer_target_is_too_long(length: int) -> None:
    with pytest.raises(TargetTooLong):
        request_head(a_request(line=a_line(length)))


def test_do_4_a_field_of_8190_bytes_is_read() -> None:
    field = b"Cookie: ".ljust(LONGEST_LINE, b"a")
    assert len(request_head(a_request(field)).values[b"cookie"]) == LONGEST_LINE - len("Cookie: ")


@pytest.mark.parametrize("length", [LONGEST_LINE + 1, 20_000, 64 * 1024])
def test_do_4_a_longer_field_is_too_large(length: int) -> None:
    with pytest.raises(FieldsTooLarge):
        request_head(a_request(b"Cookie: ".ljust(length, b"a")))


def test_do_4_a_hundred_fields_are_read_and_no_more() -> None:
    assert len(request_head(a_request(*[b"X-A: b"] * 99)).said.fields) == 100
    assert len(request_head(a_request(*[b"X-A: b"] * 98, b"X-B: ".ljust(LONGEST_LINE, b"a"))).said.fields) == 100
    for count in (100, 128, 5_000):
        with pytest.raises(FieldsTooLarge):
            request_head(a_request(*[b"X-A: b"] * count))


def test_a_head_is_too_large_as_a_whole_wherever_it_was_cut() -> None:
    fields = [b"X-A: ".ljust(8_000, b"a")] * 4
    room = LONGEST_HEAD - len(a_request(*fields, b"X-B: "))
    assert len(request_head(a_request(*fields, b"X-B: " + b"b" * room)).said.fields) == 6
    with pytest.raises(FieldsTooLarge):
        request_head(a_request(*fields, b"X-B: " + b"b" * (room + 1)))


@pytest.mark.parametrize(
    ("beginning", "fault"),
    [
        (a_line(40_000), TargetTooLong),
        (a_line(40_000)[:-11], TargetTooLong),
        (a_line(LONGEST_LINE + 1) + b"\r\nX: " + b"a" * 30_000, TargetTooLong),
        (a_line(LONGEST_LINE) + b"\r\nX: " + b"a" * 30_000, FieldsTooLarge),
        (a_line(1) + b"\r\n" + b"X: b\r\n" * 10_000, FieldsTooLarge),
        (b"\r\n" + b"\0" * 40_000, FieldsTooLarge),
    ],
    ids=["target", "unfinished-target", "target-then-fields", "long-field", "many-fields", "odd-bytes"],
)
def test_of_a_head_without_end_it_is_said_which_part_is_too_long(beginning: bytes, fault: type[NotHttp]) -> None:
    assert type(too_long(beginning)) is fault
