"""The heads of requests and answers: what can be understood in two ways is refused, for so requests are smuggled."""

from collections.abc import Mapping
from typing import Final

from attrs import frozen

from entrypoints.gateway.http1.connection import keeps_alive, nominated_in
from entrypoints.gateway.http1.faults import FieldsTooLarge, HttpFault, NotHttp, TargetTooLong
from entrypoints.gateway.http1.fields import CRLF, Field, lines_of, read_fields
from entrypoints.gateway.http1.first_lines import HTTP_1_0, request_line, status_line
from entrypoints.gateway.http1.framing import NOTHING, UNTIL_CLOSE, Framing, framing_of
from entrypoints.gateway.http1.remembered import Remembered
from entrypoints.gateway.http1.said import MOST_FIELDS, REMEMBERED, Said, cut_out, is_common, said_in
from entrypoints.gateway.http1.wire import END_OF_HEAD, LONGEST_HEAD

LONGEST_LINE: Final = 8190
BODILESS: Final = frozenset({204, 304})
SWITCHED: Final = 101
FIRST_FINAL: Final = 200
EVENT_STREAM: Final = b"text/event-stream"
ANSWERS: Final = Remembered[tuple[bytes, str], "ResponseHead"](REMEMBERED)
REPEATED: Final = b"\r\nX-Request-Id: "  # which we know, and tell ourselves


@frozen(kw_only=True, eq=False)
class RequestHead:
    """The first line of a request and what its fields say; in `values` are also those that were cut out of `said`."""

    method: str
    target: str
    is_1_0: bool
    said: Said
    values: Mapping[bytes, bytes]


@frozen(kw_only=True, eq=False)
class ResponseHead:
    """The first line and the fields of an answer; `values` and `nominated` are as in a request.

    One that `is_common` is the same object each time. What `is_endless` goes on for as long as both sides like.
    """

    status: int
    reason: bytes
    fields: tuple[Field, ...]
    values: Mapping[bytes, bytes]
    framing: Framing
    keeps_alive: bool
    nominated: frozenset[bytes]
    is_common: bool = False
    is_endless: bool = False


def request_head(raw: bytes) -> RequestHead:
    """Return the head of a request from its first byte to the empty line at its end.

    Raises TargetTooLong, FieldsTooLarge, AuthorizationTwice, ExpectationUnknown, and NotHttp for everything else.
    """
    _check_size(raw)
    end = raw.find(CRLF)
    method, target, is_1_0 = request_line(raw[:end])
    said, values = said_in(raw[end:], is_1_0=is_1_0)
    return RequestHead(method=method, target=target, is_1_0=is_1_0, said=said, values=values)


def response_head(raw: bytes, *, to: str) -> ResponseHead:
    """Return the head of an answer to a request whose method was `to`, from its first byte to the empty line.

    An answer that never has a body has none, whatever it says. Raises NotHttp.
    """
    _check_size(raw)
    rest, request_id = cut_out(REPEATED, raw)
    head = ANSWERS.get((rest, to)) or _read_anew(rest, to)
    if request_id is not None and (b"x-request-id" in head.values or len(head.fields) == MOST_FIELDS):
        return _read(raw, to, is_common=False)
    return head


def _read_anew(rest: bytes, to: str) -> ResponseHead:
    head = _read(rest, to, is_common=is_common(rest))
    if head.is_common:
        ANSWERS.keep((rest, to), head)
    return head


def _read(raw: bytes, to: str, *, is_common: bool) -> ResponseHead:
    first, *lines, _ = lines_of(raw)
    if len(lines) > MOST_FIELDS:
        raise FieldsTooLarge
    status, reason, is_1_0 = status_line(first)
    fields, values = read_fields(lines)
    framing = framing_of(values, is_1_0=is_1_0, otherwise=UNTIL_CLOSE)
    if to == "HEAD" or status < FIRST_FINAL or status in BODILESS:
        framing = NOTHING
    nominated = nominated_in(values)
    return ResponseHead(
        status=status,
        reason=reason,
        fields=fields,
        values=values,
        framing=framing,
        keeps_alive=framing is not UNTIL_CLOSE and keeps_alive(nominated, is_1_0=is_1_0),
        nominated=nominated,
        is_common=is_common,
        is_endless=status == SWITCHED or values.get(b"content-type", b"").startswith(EVENT_STREAM),
    )


def too_long(beginning: bytes) -> HttpFault:
    """Return what is wrong with a head that begins like this and is longer than any head may be."""
    return TargetTooLong() if _has_long_target(beginning.partition(CRLF)[0]) else FieldsTooLarge()


def _check_size(raw: bytes) -> None:
    if len(raw) > LONGEST_LINE:
        _check_sizes(raw)
    if not raw.endswith(END_OF_HEAD):
        raise NotHttp("the head does not end with an empty line")


def _check_sizes(raw: bytes) -> None:
    if len(raw) > LONGEST_HEAD:
        raise too_long(raw)
    first, *lines = raw.split(CRLF, MOST_FIELDS + 2)
    if _has_long_target(first):
        raise TargetTooLong
    if any(len(line) > LONGEST_LINE for line in lines):
        raise FieldsTooLarge


def _has_long_target(line: bytes) -> bool:
    return len(line.partition(b" ")[2]) - len(b" " + HTTP_1_0) > LONGEST_LINE
