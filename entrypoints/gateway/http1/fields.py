"""The fields of a message: names are tokens, values hold no controls, and what is meant once stands there once."""

from collections.abc import Iterable, Mapping
from string import ascii_letters, digits
from typing import Final

from entrypoints.gateway.http1.faults import AuthorizationTwice, NotHttp

Field = tuple[bytes, bytes]
"""A name as it was sent, and its value without the blanks around it."""

CRLF: Final = b"\r\n"
BLANKS: Final = b" \t"
TOKEN: Final = b"!#$%&'*+-.^_`|~" + (ascii_letters + digits).encode()
PRINTABLE: Final = bytes(byte for byte in range(256) if 32 <= byte != 127)  # noqa: PLR2004 - ASCII

SINGLETONS: Final = frozenset({
    b"access-control-request-method", b"age", b"authorization", b"content-disposition", b"content-length",
    b"content-location", b"content-range", b"content-type", b"cookie", b"etag", b"expect", b"expires", b"from", b"host",
    b"idempotency-key", b"if-modified-since", b"if-range", b"if-unmodified-since", b"last-event-id", b"last-modified",
    b"location", b"max-forwards", b"origin", b"proxy-authorization", b"range", b"referer", b"retry-after",
    b"sec-websocket-accept", b"sec-websocket-key", b"traceparent", b"transfer-encoding", b"user-agent", b"x-request-id",
})  # fmt: skip
"""Fields that are no lists; any other may come in several lines, which mean what one line with commas means."""

READ_BY_ALL: Final = frozenset({b"content-length", b"host", b"transfer-encoding"})
"""Not everybody takes a tab for a blank, so to somebody `Transfer-Encoding:\\tchunked` may be another coding."""

OFTEN_SENT: Final = SINGLETONS | {
    b"accept", b"accept-encoding", b"accept-language", b"accept-ranges", b"cache-control", b"connection",
    b"content-encoding", b"content-language", b"date", b"dnt", b"if-match", b"if-none-match", b"keep-alive", b"link",
    b"pragma", b"priority", b"sec-fetch-dest", b"sec-fetch-mode", b"sec-fetch-site", b"server", b"set-cookie", b"te",
    b"tracestate", b"upgrade", b"vary", b"www-authenticate", b"x-forwarded-for", b"x-forwarded-proto",
}  # fmt: skip

LOWER: Final[Mapping[bytes, bytes]] = {spelling: name for name in OFTEN_SENT for spelling in (name, name.title())}
"""What needs no look at each letter, because it was looked at here."""


def lines_of(section: bytes) -> list[bytes]:
    """Return the lines: each must end with CR LF and hold no control but tabs."""
    lines = section.splitlines()
    if section.translate(None, PRINTABLE) != CRLF * len(lines):
        _check_controls(section, lines)
    return lines


def read_fields(lines: Iterable[bytes]) -> tuple[tuple[Field, ...], dict[bytes, bytes]]:
    """Return the fields as they were sent, and the value of each name in lower case.

    A list that is spread over several fields has its values joined with `, `. Set-Cookie, which may come several times
    and is no list, has the first one.
    """
    fields = []
    values = {}
    for line in lines:
        name, colon, value = line.partition(b":")
        lower = LOWER[name] if name in LOWER else _lowered(name)
        if not colon:
            raise NotHttp("a field has no colon")
        values[lower] = value = value.strip(BLANKS)
        fields.append((name, value))
    if len(values) < len(fields):
        values = _joined(fields)
    return tuple(fields), values


def is_token(data: bytes) -> bool:
    """Tell whether this is a token as RFC 9110, section 5.6.2, has it."""
    return bool(data) and not data.translate(None, TOKEN)


def _check_controls(section: bytes, lines: Iterable[bytes]) -> None:
    if section.translate(None, PRINTABLE + b"\t") != CRLF * section.count(CRLF):
        raise NotHttp("a line has a control character in it, or another end than CR LF")
    for line in lines:
        name, _, value = line.partition(b":")
        if b"\t" in value and name.lower() in READ_BY_ALL:
            raise NotHttp(f"there is a tab in {name.decode('ascii')}")


def _lowered(name: bytes) -> bytes:
    if not is_token(name):
        raise NotHttp("a field's name is no token")
    return name.lower()


def _joined(fields: Iterable[Field]) -> dict[bytes, bytes]:
    several: dict[bytes, list[bytes]] = {}
    for name, value in fields:
        several.setdefault(name.lower(), []).append(value)
    for name in SINGLETONS.intersection(several):
        if len(several[name]) > 1:
            raise _twice(name)
    cookies = several.get(b"set-cookie", [])
    del cookies[1:]
    return {name: b", ".join(values) for name, values in several.items()}


def _twice(name: bytes) -> NotHttp:
    if name == b"authorization":
        return AuthorizationTwice("Authorization is given more than once")
    return NotHttp(f"{name.decode('ascii')} is given more than once")
