"""The first line of a request and of an answer."""

from collections.abc import Mapping
from typing import Final

from entrypoints.gateway.http1.faults import NotHttp
from entrypoints.gateway.http1.fields import PRINTABLE, is_token

HTTP_1_0: Final = b"HTTP/1.0"
VERSIONS: Final = frozenset({b"HTTP/1.1", HTTP_1_0})
METHODS: Final[Mapping[bytes, str]] = {
    method.encode(): method for method in ("GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS")
}
STATUSES: Final = range(100, 600)


def request_line(line: bytes) -> tuple[str, str, bool]:
    """Return the method, the target, and whether the client speaks HTTP/1.0."""
    parts = line.split(b" ")
    if len(parts) != 3 or parts[2] not in VERSIONS:  # noqa: PLR2004 - method, target, version
        raise NotHttp("the first line is no request line of HTTP/1.1 or HTTP/1.0")
    method, target, version = parts
    if not target or line.translate(None, PRINTABLE) or not target.isascii():
        raise NotHttp("the target is not written in visible ASCII")
    return METHODS.get(method) or _method(method), target.decode("ascii"), version == HTTP_1_0


def status_line(line: bytes) -> tuple[int, bytes, bool]:
    """Return the status, its reason, and whether the service speaks HTTP/1.0."""
    version, _, told = line.partition(b" ")
    digits, blank, reason = told.partition(b" ")
    if version not in VERSIONS or not blank or len(digits) != 3 or not digits.isdigit():  # noqa: PLR2004 - RFC 9112, 4
        raise NotHttp("the first line is no status line of HTTP/1.1 or HTTP/1.0")
    status = int(digits)
    if status not in STATUSES:
        raise NotHttp("there is no such status")
    return status, reason, version == HTTP_1_0


def _method(method: bytes) -> str:
    if not is_token(method):
        raise NotHttp("the method is no token")
    return method.decode("ascii")
