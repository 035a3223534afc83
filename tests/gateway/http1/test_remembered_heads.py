"""What many requests say alike is read once, and means what it would mean if it were read each time."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from entrypoints.gateway.http1.faults import AuthorizationTwice, FieldsTooLarge, NotHttp
from entrypoints.gateway.http1.heads import request_head, response_head
from entrypoints.gateway.http1.said import MOST_FIELDS
from entrypoints.gateway.http1.wire import END_OF_HEAD
from tests.gateway.http1.messages import HOST, a_request, fields

TOKEN = b"Authorization: Bearer abc"


def an_answer(*lines: bytes) -> bytes:
    return b"\r\n".join((b"HTTP/1.1 200 OK", b"Content-Length: 5", *lines)) + END_OF_HEAD


def test_what_one_app_says_is_read_once_whoever_asks_for_what() -> None:
    one = request_head(a_request(TOKEN, b"Accept: a/b", b"X-Forwarded-For: 192.0.2.1", line=b"GET /a HTTP/1.1"))
    other = request_head(a_request(b"Authorization: Bearer xyz", b"Accept: a/b", line=b"PUT /b?c HTTP/1.1"))
    assert one.said is other.said
    assert (one.target, other.target) == ("/a", "/b?c")
    assert one.values == {
        b"host": HOST.partition(b": ")[2],
        b"accept": b"a/b",
        b"authorization": b"Bearer abc",
        b"x-forwarded-for": b"192.0.2.1",
    }
    assert other.values[b"authorization"] == b"Bearer xyz"
    assert b"x-forwarded-for" not in other.values


def test_versions_are_told_apart() -> None:
    kept, closed = (request_head(a_request(line=b"GET / HTTP/%b" % version)) for version in (b"1.1", b"1.0"))
    assert (kept.said.keeps_alive, closed.said.keeps_alive) == (True, False)


@pytest.mark.parametrize(
    "line",
    [b"Cookie: a=b", b"COOKIE: a=b", b"AUTHORIZATION: a", b"Proxy-Authorization: a", b"X: " + b"a" * 1024],
    ids=ascii,
)
def test_what_is_secret_or_long_is_not_remembered(line: bytes) -> None:
    raw = a_request(line)
    assert not request_head(raw).said.is_common
    assert request_head(raw).said is not request_head(raw).said


@given(fields, st.integers(0, 8), st.sampled_from([b"Authorization: ", b"X-Forwarded-For: "]))
def test_a_field_that_is_cut_out_means_what_it_means_in_its_place(
    others: list[tuple[bytes, bytes]], at: int, name: bytes
) -> None:
    lines = [b"%b: %b" % other for other in others]
    cut = request_head(a_request(*lines[:at], name + b"a  b ", *lines[at:]))
    in_place = request_head(a_request(*lines[:at], name.swapcase() + b"a  b ", *lines[at:]))
    assert cut.values == in_place.values
    assert cut.said.framing == in_place.said.framing
    assert (cut.said.keeps_alive, cut.said.nominated) == (in_place.said.keeps_alive, in_place.said.nominated)


@pytest.mark.parametrize("second", [TOKEN, b"authorization: Bearer abc", b"AUTHORIZATION:Bearer abc"], ids=ascii)
@pytest.mark.parametrize("is_first", [True, False])
def test_jw_16_a_second_authorization_is_found_wherever_it_stands(second: bytes, *, is_first: bool) -> None:
    request_head(a_request(TOKEN))
    for between in ((), (b"Accept: a/b",)):
        with pytest.raises(AuthorizationTwice):
            request_head(a_request(*((second, *between, TOKEN) if is_first else (TOKEN, *between, second))))


@pytest.mark.parametrize("value", [b"a\rb", b"a\nb", b"a\0b", b"a\r\n b", b"a\x7f", b"a\nHost: b"], ids=ascii)
@pytest.mark.parametrize("name", [b"Authorization", b"X-Forwarded-For"])
def test_what_may_stand_in_no_field_may_not_stand_in_one_that_is_cut_out(name: bytes, value: bytes) -> None:
    request_head(a_request(b"Accept: a/b", b"X-A: b"))
    with pytest.raises(NotHttp):
        request_head(a_request(b"Accept: a/b", b"%b: %b" % (name, value), b"X-A: b"))


def test_several_fields_of_a_list_are_joined_in_their_order() -> None:
    said = request_head(a_request(b"X-Forwarded-For: a", b"Accept: b", b"x-forwarded-for: c", b"X-Forwarded-For: d"))
    assert said.values[b"x-forwarded-for"] == b"a, c, d"


def test_what_is_cut_out_counts_as_a_field() -> None:
    others = [b"X-%d: a" % number for number in range(MOST_FIELDS - 2)]
    request_head(a_request(*others, TOKEN))
    with pytest.raises(FieldsTooLarge):
        request_head(a_request(*others, TOKEN, b"X-Forwarded-For: a"))


def test_an_answer_is_read_once_whatever_request_it_is_to() -> None:
    one, other = (response_head(an_answer(b"X-Request-Id: %b" % name), to="GET") for name in (b"a", b"b"))
    assert one is other
    assert response_head(an_answer(), to="HEAD").framing != one.framing


def test_an_answer_with_two_request_ids_is_refused_wherever_they_stand() -> None:
    for lines in ((b"X-Request-Id: a", b"X-Request-Id: a"), (b"x-request-id: a", b"X-Request-Id: a")):
        with pytest.raises(NotHttp):
            response_head(an_answer(*lines), to="GET")


def test_an_answer_that_is_for_one_person_is_not_remembered() -> None:
    raw = an_answer(b"Set-Cookie: a=b")
    assert response_head(raw, to="GET") is not response_head(raw, to="GET")
