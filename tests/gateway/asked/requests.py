"""Requests and answers as the parser hands them over, made by hand."""

from collections.abc import Sequence

from entrypoints.gateway.asked.canonical import CanonicalRequest
from entrypoints.gateway.http1.fields import Field
from entrypoints.gateway.http1.framing import NOTHING
from entrypoints.gateway.http1.heads import RequestHead, ResponseHead
from entrypoints.gateway.http1.said import Said

NOBODY: frozenset[bytes] = frozenset()


def a_head(target: str = "/api/v1/plans", *, method: str = "GET", fields: Sequence[Field] = ()) -> RequestHead:
    """Return the head of a request."""
    return RequestHead(
        method=method,
        target=target,
        is_1_0=False,
        said=Said(
            fields=tuple(fields),
            values=_values(fields),
            framing=NOTHING,
            keeps_alive=True,
            nominated=_nominated(fields),
            expects_continue=False,
        ),
        values=_values(fields),
    )


def a_request(target: str = "/api/v1/plans", *, method: str = "GET", fields: Sequence[Field] = ()) -> CanonicalRequest:
    """Return a request that was understood."""
    return CanonicalRequest.of(a_head(target, method=method, fields=fields))


def an_answer(fields: Sequence[Field] = (), *, status: int = 200) -> ResponseHead:
    """Return the head of a service's answer."""
    return ResponseHead(
        status=status,
        reason=b"",
        fields=tuple(fields),
        values=_values(fields),
        framing=NOTHING,
        keeps_alive=True,
        nominated=_nominated(fields),
    )


def lines_of(written: bytes) -> list[bytes]:
    """Return the lines of fields that are ready to be sent."""
    assert written == b"" or written.endswith(b"\r\n")
    return written.split(b"\r\n")[:-1]


def _values(fields: Sequence[Field]) -> dict[bytes, bytes]:
    values: dict[bytes, bytes] = {}
    for name, value in fields:
        lower = name.lower()
        values[lower] = values[lower] + b", " + value if lower in values else value
    return values


def _nominated(fields: Sequence[Field]) -> frozenset[bytes]:
    connection = _values(fields).get(b"connection", b"").lower()
    return frozenset(name.strip() for name in connection.split(b",")) - {b""}
