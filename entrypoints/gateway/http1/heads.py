"""The heads of requests and answers: what can be understood in two ways is refused, for so requests are smuggled."""

import re
from collections.abc import Mapping
from typing import Final

from attrs import frozen

from entrypoints.gateway.http1.faults import ExpectationUnknown, FieldsTooLarge, HttpFault, NotHttp, TargetTooLong
from entrypoints.gateway.http1.fields import BLANKS, CRLF, Field, is_token, lines_of, read_fields
from entrypoints.gateway.http1.first_lines import HTTP_1_0, request_line, status_line
from entrypoints.gateway.http1.framing import NOTHING, UNTIL_CLOSE, Framing, framing_of
from entrypoints.gateway.http1.wire import END_OF_HEAD, LONGEST_HEAD

LONGEST_LINE: Final = 8190
MOST_FIELDS: Final = 100
HOST: Final = re.compile(rb"(?:[A-Za-z0-9._-]+|\[[0-9A-Fa-f:.]+\])(?::([0-9]{1,5}))?")
LAST_PORT: Final = 65535
BODILESS: Final = frozenset({204, 304})
FIRST_FINAL: Final = 200
OFTEN_NOMINATED: Final[Mapping[bytes, frozenset[bytes]]] = {
    b"": frozenset(),
    b"keep-alive": frozenset({b"keep-alive"}),
    b"close": frozenset({b"close"}),
}


@frozen(kw_only=True)
class RequestHead:
    """The first line and the fields of a request.

    - `values` are those of `read_fields`, `nominated` the names in Connection, in lower case.
    - `expects_continue`: the client holds its body back until it hears from us.
    """

    method: str
    target: str
    is_1_0: bool
    fields: tuple[Field, ...]
    values: Mapping[bytes, bytes]
    framing: Framing
    keeps_alive: bool
    nominated: frozenset[bytes]
    expects_continue: bool


@frozen(kw_only=True)
class ResponseHead:
    """The first line and the fields of an answer, as in a request."""

    status: int
    reason: bytes
    fields: tuple[Field, ...]
    values: Mapping[bytes, bytes]
    framing: Framing
    keeps_alive: bool
    nominated: frozenset[bytes]


def request_head(raw: bytes) -> RequestHead:
    """Return the head of a request from its first byte to the empty line at its end.

    Raises TargetTooLong, FieldsTooLarge, AuthorizationTwice, ExpectationUnknown, and NotHttp for everything else.
    """
    lines = _lines(raw)
    method, target, is_1_0 = request_line(lines[0])
    fields, values = read_fields(lines[1:-1])
    _check_host(values.get(b"host"), is_1_0=is_1_0)
    framing = framing_of(values, is_1_0=is_1_0, otherwise=NOTHING)
    nominated = _nominated(values.get(b"connection", b""))
    return RequestHead(
        method=method,
        target=target,
        is_1_0=is_1_0,
        fields=fields,
        values=values,
        framing=framing,
        keeps_alive=_keeps_alive(nominated, is_1_0=is_1_0),
        nominated=nominated,
        expects_continue=b"expect" in values and _expects_continue(values) and not is_1_0 and framing != NOTHING,
    )


def response_head(raw: bytes, *, to: str) -> ResponseHead:
    """Return the head of an answer to a request whose method was `to`, from its first byte to the empty line.

    An answer that never has a body has none, whatever it says. Raises NotHttp.
    """
    lines = _lines(raw)
    status, reason, is_1_0 = status_line(lines[0])
    fields, values = read_fields(lines[1:-1])
    framing = framing_of(values, is_1_0=is_1_0, otherwise=UNTIL_CLOSE)
    if to == "HEAD" or status < FIRST_FINAL or status in BODILESS:
        framing = NOTHING
    nominated = _nominated(values.get(b"connection", b""))
    return ResponseHead(
        status=status,
        reason=reason,
        fields=fields,
        values=values,
        framing=framing,
        keeps_alive=framing is not UNTIL_CLOSE and _keeps_alive(nominated, is_1_0=is_1_0),
        nominated=nominated,
    )


def too_long(beginning: bytes) -> HttpFault:
    """Return what is wrong with a head that begins like this and is longer than any head may be."""
    return TargetTooLong() if _has_long_target(beginning.partition(CRLF)[0]) else FieldsTooLarge()


def _lines(raw: bytes) -> list[bytes]:
    if len(raw) > LONGEST_LINE:
        _check_sizes(raw)
    if not raw.endswith(END_OF_HEAD):
        raise NotHttp("the head does not end with an empty line")
    lines = lines_of(raw)
    if len(lines) - 2 > MOST_FIELDS:
        raise FieldsTooLarge
    return lines


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


def _check_host(host: bytes | None, *, is_1_0: bool) -> None:
    if host is None:
        if not is_1_0:
            raise NotHttp("HTTP/1.1 asks for a Host")
        return
    match = HOST.fullmatch(host)
    if match is None or (match.lastindex and int(match[1]) > LAST_PORT):
        raise NotHttp("Host is no host, or no host with a port")


def _nominated(connection: bytes) -> frozenset[bytes]:
    often = OFTEN_NOMINATED.get(connection)
    if often is not None:
        return often
    names = frozenset([name.strip(BLANKS) for name in connection.lower().split(b",")]) - {b""}
    if not all(is_token(name) for name in names):
        raise NotHttp("Connection names what cannot be a name")
    return names


def _keeps_alive(nominated: frozenset[bytes], *, is_1_0: bool) -> bool:
    return b"close" not in nominated and (not is_1_0 or b"keep-alive" in nominated)


def _expects_continue(values: Mapping[bytes, bytes]) -> bool:
    if values[b"expect"].lower() != b"100-continue":
        raise ExpectationUnknown("the only expectation is 100-continue")
    return True
