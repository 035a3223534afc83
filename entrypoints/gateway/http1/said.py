"""What the fields of a request say, read once: the requests of one app differ in the first line and in who asks."""

import re
from collections.abc import Callable, Mapping
from functools import lru_cache
from typing import Final, TypeVar

from attrs import frozen

from entrypoints.gateway.http1.connection import keeps_alive, nominated_in
from entrypoints.gateway.http1.faults import ExpectationUnknown, FieldsTooLarge, NotHttp
from entrypoints.gateway.http1.fields import BLANKS, CRLF, PRINTABLE, Field, lines_of, read_fields
from entrypoints.gateway.http1.framing import NOTHING, Framing, framing_of

MOST_FIELDS: Final = 100
REMEMBERED: Final = 256
LONGEST_REMEMBERED: Final = 1024
AUTHORIZATION: Final = b"\r\nAuthorization: "
OWN: Final[Mapping[bytes, bytes]] = {
    AUTHORIZATION: b"authorization",
    b"\r\nX-Forwarded-For: ": b"x-forwarded-for",
    b"\r\nX-Request-Id: ": b"x-request-id",
    b"\r\ntraceparent: ": b"traceparent",
}
OWN_NAMES: Final = frozenset(OWN.values())
HOST: Final = re.compile(rb"(?:[A-Za-z0-9._-]+|\[[0-9A-Fa-f:.]+\])(?::([0-9]{1,5}))?")
LAST_PORT: Final = 65535

Made = TypeVar("Made")


@frozen(kw_only=True, eq=False)
class Said:
    """The fields of a request.

    - `values` are those of `read_fields`, `nominated` the names in Connection, in lower case.
    - `expects_continue`: the client holds its body back until it hears from us.
    - One that `is_common` is the same object each time.
    """

    fields: tuple[Field, ...]
    values: Mapping[bytes, bytes]
    framing: Framing
    keeps_alive: bool
    nominated: frozenset[bytes]
    expects_continue: bool
    is_common: bool = False


def once_for_common(make: Callable[[Said], Made]) -> Callable[[Said], Made]:
    """Let a function be called once only for what many requests say."""
    recalled = lru_cache(REMEMBERED)(make)
    return lambda said: recalled(said) if said.is_common else make(said)


def said_in(written: bytes, *, is_1_0: bool) -> tuple[Said, Mapping[bytes, bytes]]:
    """Return what is said from the end of the first line to the empty line, and its values with the client's own.

    Raises what `request_head` does.
    """
    rest, own = without_own(written)
    said = _recalled(rest, is_1_0) if is_common(rest) else _read(rest, is_1_0, is_common=False)
    if not own:
        return said, said.values
    if own.keys() & said.values.keys() or len(said.fields) + len(own) > MOST_FIELDS:
        said = _read(written, is_1_0, is_common=False)
        return said, said.values
    return said, {**said.values, **own}


def is_common(written: bytes) -> bool:
    """Tell whether what is written may be remembered: it is short, and has nobody's secrets in it."""
    if len(written) > LONGEST_REMEMBERED:
        return False
    lower = written.lower()
    return b"cookie" not in lower and b"authorization" not in lower


def cut_out(beginning: bytes, written: bytes) -> tuple[bytes, bytes | None]:
    """Cut out the first field that begins like this, and is written as it mostly is; return its value.

    What is left is good when all of it was: a line of visible characters and blanks disturbs no other line.
    """
    before, found, after = written.partition(beginning)
    if found:
        value, end, rest = after.partition(CRLF)
        if not value.translate(None, PRINTABLE):
            return before + end + rest, value.strip(BLANKS)
    return written, None


def without_own(written: bytes) -> tuple[bytes, dict[bytes, bytes]]:
    """Cut out what is the client's own; return its values by name."""
    own = {}
    for beginning, name in OWN.items():
        written, value = cut_out(beginning, written)
        if value is not None:
            own[name] = value
    return written, own


@lru_cache(REMEMBERED)
def _recalled(written: bytes, is_1_0: bool) -> Said:  # noqa: FBT001 - as lru_cache is quickest
    return _read(written, is_1_0, is_common=True)


def _read(written: bytes, is_1_0: bool, *, is_common: bool) -> Said:  # noqa: FBT001
    lines = lines_of(written)[1:-1]
    if len(lines) > MOST_FIELDS:
        raise FieldsTooLarge
    fields, values = read_fields(lines)
    _check_host(values.get(b"host"), is_1_0=is_1_0)
    framing = framing_of(values, is_1_0=is_1_0, otherwise=NOTHING)
    nominated = nominated_in(values)
    return Said(
        fields=fields,
        values=values,
        framing=framing,
        keeps_alive=keeps_alive(nominated, is_1_0=is_1_0),
        nominated=nominated,
        expects_continue=b"expect" in values and _expects_continue(values) and not is_1_0 and framing != NOTHING,
        is_common=is_common,
    )


def _check_host(host: bytes | None, *, is_1_0: bool) -> None:
    if host is None:
        if not is_1_0:
            raise NotHttp("HTTP/1.1 asks for a Host")
        return
    match = HOST.fullmatch(host)
    if match is None or (match.lastindex and int(match[1]) > LAST_PORT):
        raise NotHttp("Host is no host, or no host with a port")


def _expects_continue(values: Mapping[bytes, bytes]) -> bool:
    if values[b"expect"].lower() != b"100-continue":
        raise ExpectationUnknown("the only expectation is 100-continue")
    return True
