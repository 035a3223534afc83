"""What was understood once means what it would mean if it were understood anew, and tells nobody of anybody else."""

import pytest
from attrs import asdict
from hypothesis import given, reject
from hypothesis import strategies as st

from core.errors import OddiyaError
from entrypoints.gateway.http1.faults import AuthorizationTwice, FieldsTooLarge, HttpFault, NotHttp
from entrypoints.gateway.http1.heads import LONGEST_LINE, request_head
from entrypoints.gateway.http1.said import MOST_FIELDS
from entrypoints.gateway.reading import MOST, Reading, Readings, Values
from entrypoints.gateway.table.routing import Routing
from entrypoints.gateway.table.row import Row
from tests.gateway.http1.messages import a_request, fields

PRIVATE = Row(prefix="/private", service="users", also=("/old",))
PUBLIC = Row(prefix="/public", service="auth", access="public")
ROUTING = Routing.of([PRIVATE, PUBLIC])
LINE = b"GET /private/a?b=c HTTP/1.1"
OWN = {
    b"Authorization": b"Bearer abc",
    b"X-Forwarded-For": b"192.0.2.1",
    b"X-Request-Id": b"mine",
    b"traceparent": b"00-1",
}
NAMES = {name.lower() for name in OWN}
own_fields = st.lists(
    st.tuples(st.sampled_from(sorted(OWN)), st.sampled_from([b"a", b"b c ", b"Bearer xyz"])),
    max_size=3,
    unique_by=lambda field: field[0],
)


def read(readings: Readings, raw: bytes) -> tuple[Reading, Values]:
    """Read a request as the gateway does."""
    recalled = readings.recall(raw)
    if recalled is not None:
        return recalled
    head = request_head(raw)
    return readings.understand(raw, head), head.values


def meant(reading: Reading) -> dict[str, object]:
    """Return all that follows from a reading."""
    said = reading.asked.said
    return {
        **asdict(reading, filter=lambda attribute, _: attribute.name != "asked", recurse=False),
        "asked": (reading.asked.method, reading.asked.target, reading.asked.segments),
        "said": (said.framing, said.keeps_alive, said.nominated, said.expects_continue),
        "values": {name: value for name, value in said.values.items() if name not in NAMES},
    }


def own_of(values: Values) -> dict[bytes, bytes]:
    return {name: value for name, value in values.items() if name in NAMES}


@given(fields, own_fields, own_fields, st.integers(0, 8), st.sampled_from([b"/private", b"/old/a", b"/public", b"/no"]))
def test_a_request_means_the_same_whether_another_was_like_it_before_or_not(
    others: list[tuple[bytes, bytes]],
    before: list[tuple[bytes, bytes]],
    now: list[tuple[bytes, bytes]],
    at: int,
    path: bytes,
) -> None:
    def request(own: list[tuple[bytes, bytes]]) -> bytes:
        together = [*others[:at], *own, *others[at:]]
        return a_request(*(b"%b: %b" % field for field in together), line=b"GET %b HTTP/1.1" % path)

    readings = Readings(ROUTING)
    try:
        read(readings, request(before))
        anew, values = read(Readings(ROUTING), request(now))
    except (HttpFault, OddiyaError):
        reject()
    reading, own = read(readings, request(now))
    assert meant(reading) == meant(anew)
    assert own_of(own) == own_of(values)


def test_what_one_app_asks_is_understood_once_whoever_asks() -> None:
    readings = Readings(ROUTING)
    one, whose = read(readings, a_request(b"Authorization: Bearer abc", b"Accept: a/b", line=LINE))
    other, whose_else = read(
        readings, a_request(b"Authorization: Bearer x", b"X-Request-Id: y", b"Accept: a/b", line=LINE)
    )
    assert one is other
    assert (one.row, one.target, one.title) == (PRIVATE, "/private/a?b=c", "GET /private")
    assert (whose[b"authorization"], whose_else[b"authorization"]) == (b"Bearer abc", b"Bearer x")
    assert whose_else[b"x-request-id"] == b"y"
    assert b"Bearer" not in repr(asdict(one)).encode()


@pytest.mark.parametrize(
    ("line", "field"),
    [
        (b"GET /public/secret HTTP/1.1", b"Accept: a/b"),
        (b"GET /nowhere HTTP/1.1", b"Accept: a/b"),
        (LINE, b"Cookie: a=b"),
        (LINE, b"AUTHORIZATION: a"),
        (LINE, b"X: " + b"a" * 1024),
    ],
    ids=["public", "nowhere", "cookie", "odd-authorization", "long"],
)
def test_what_may_be_secret_or_is_long_is_not_remembered(line: bytes, field: bytes) -> None:
    readings, raw = Readings(ROUTING), a_request(field, line=line)
    read(readings, raw)
    assert readings.recall(raw) is None


@pytest.mark.parametrize("second", [b"Authorization: b", b"authorization: b", b"AUTHORIZATION:b"], ids=ascii)
def test_jw_16_a_second_authorization_is_found_in_what_was_understood_before(second: bytes) -> None:
    readings = Readings(ROUTING)
    read(readings, a_request(b"Authorization: a", line=LINE))
    for several in ((b"Authorization: a", second), (second, b"Authorization: a")):
        with pytest.raises(AuthorizationTwice):
            read(readings, a_request(*several, line=LINE))


@pytest.mark.parametrize("value", [b"a\rb", b"a\nb", b"a\0b", b"a\r\n b", b"a\x7f", b"a\nHost: b"], ids=ascii)
@pytest.mark.parametrize("name", sorted(OWN))
def test_what_may_stand_in_no_field_is_found_in_what_was_understood_before(name: bytes, value: bytes) -> None:
    readings = Readings(ROUTING)
    read(readings, a_request(b"%b: good" % name, line=LINE))
    with pytest.raises(NotHttp):
        read(readings, a_request(b"%b: %b" % (name, value), line=LINE))


def test_a_field_that_is_too_long_is_found_in_what_was_understood_before() -> None:
    readings = Readings(ROUTING)
    read(readings, a_request(b"Authorization: a", line=LINE))
    with pytest.raises(HttpFault):
        read(readings, a_request(b"Authorization: " + b"a" * LONGEST_LINE, line=LINE))


def test_what_is_cut_out_counts_as_a_field_of_what_was_understood_before() -> None:
    readings = Readings(ROUTING)
    others = [b"X-%d: a" % number for number in range(MOST_FIELDS - 2)]
    read(readings, a_request(*others, b"Authorization: a", line=LINE))
    with pytest.raises(FieldsTooLarge):
        read(readings, a_request(*others, b"Authorization: a", b"X-Request-Id: b", line=LINE))


def test_only_so_much_is_remembered() -> None:
    readings = Readings(ROUTING)
    requests = [a_request(line=b"GET /private/%d HTTP/1.1" % number) for number in range(MOST + 1)]
    for raw in requests:
        read(readings, raw)
    assert [readings.recall(raw) is None for raw in requests] == [True] + [False] * MOST
