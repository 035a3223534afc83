"""Writes the heads of answers: what passes of a service's own, and what every answer of ours has."""

from collections.abc import Callable
from functools import lru_cache
from typing import Final

from attrs import field, frozen

from entrypoints.gateway.answered.date import date_field
from entrypoints.gateway.answered.lines import first_line, framing_field
from entrypoints.gateway.http1.heads import ResponseHead
from entrypoints.gateway.http1.said import REMEMBERED

PASSING: Final = frozenset({
    b"accept", b"accept-encoding", b"accept-patch", b"accept-ranges", b"age", b"allow", b"cache-control",
    b"content-disposition", b"content-encoding", b"content-language", b"content-location", b"content-range",
    b"content-security-policy", b"content-type", b"cross-origin-opener-policy", b"cross-origin-resource-policy",
    b"date", b"deprecation", b"etag", b"expires", b"idempotency-key", b"idempotency-replayed", b"last-modified",
    b"link", b"location", b"permissions-policy", b"preference-applied", b"referrer-policy", b"retry-after",
    b"set-cookie", b"sunset", b"vary", b"www-authenticate", b"x-accel-buffering", b"x-robots-tag",
})  # fmt: skip
UPGRADED: Final = frozenset({
    b"sec-websocket-accept", b"sec-websocket-extensions", b"sec-websocket-protocol", b"set-cookie",
})  # fmt: skip

ALWAYS: Final = b"X-Content-Type-Options: nosniff\r\nX-Frame-Options: DENY\r\n"
# For a year, and for this host alone: whether its neighbours speak https is for their owner to say.
HTTPS_ONLY: Final = b"Strict-Transport-Security: max-age=31536000\r\n"
OTHERWISE: Final = (
    (b"cache-control", b"Cache-Control: no-store\r\n"),
    (b"referrer-policy", b"Referrer-Policy: no-referrer\r\n"),
    (b"content-security-policy", b"Content-Security-Policy: default-src 'none'; frame-ancestors 'none'\r\n"),
)
NOT_MODIFIED: Final = 304  # what it says replaces what was kept (RFC 9111 section 3.2), so that it is left as it is
NOT_FOR_OTHERS: Final = b"Vary: Authorization\r\n"


@frozen(kw_only=True)
class AnswerFields:
    """Writes what an answer begins with; `secure` where clients reach us by https.

    There is no Cross-Origin-Resource-Policy unless a service gives one: whatever is private here asks for a header
    that other sites' images and scripts cannot send, or has a signed URL that is meant to be shown anywhere.
    """

    secure: bool
    _always: bytes = field(init=False)
    _own: bytes = field(init=False)
    _recalled: Callable[[ResponseHead, bool, bool], bytes] = field(init=False, eq=False, repr=False)

    @_always.default
    def _join_always(self) -> bytes:
        return ALWAYS + HTTPS_ONLY if self.secure else ALWAYS

    @_own.default
    def _join_own(self) -> bytes:
        return self._always + b"".join(line for _, line in OTHERWISE)

    @_recalled.default
    def _remember_common(self) -> Callable[[ResponseHead, bool, bool], bytes]:
        return lru_cache(maxsize=REMEMBERED)(self._written)

    def of_service(self, head: ResponseHead, *, is_signed_in: bool, is_1_0: bool, second: Callable[[], int]) -> bytes:
        """Return the first line, what passes of a service's fields in its order and spelling, and what it lacks.

        An answer that says nothing of caches is kept by none. One to somebody signed in that may be kept differs by
        who asks; whether it may also be kept for all is the service's word.
        """
        write = self._recalled if head.is_common else self._written
        written = write(head, is_signed_in, is_1_0)
        return written + date_field(second()) if _lacks(head, b"date") else written

    def _written(self, head: ResponseHead, is_signed_in: bool, is_1_0: bool) -> bytes:  # noqa: FBT001
        beginning, fields = first_line(head.status, head.reason), self._chosen(head, is_signed_in=is_signed_in)
        return beginning + fields + framing_field(head, is_1_0=is_1_0)

    def _chosen(self, head: ResponseHead, *, is_signed_in: bool) -> bytes:
        nominated, values = head.nominated, head.values
        parts: list[bytes] = []
        for name, value in head.fields:
            lower = name.lower()
            if lower in PASSING and lower not in nominated:
                parts += (name, b": ", value, b"\r\n")
        if head.status != NOT_MODIFIED:
            parts += [line for lower, line in OTHERWISE if _lacks(head, lower)]
        if is_signed_in and b"no-store" not in values.get(b"cache-control", b"no-store").lower():
            parts.append(NOT_FOR_OTHERS)
        parts.append(self._always)
        return b"".join(parts)

    def of_ours(self, second: int) -> bytes:
        """Return what an answer of the gateway's own has."""
        return self._own + date_field(second)

    def of_upgrade(self, head: ResponseHead) -> bytes:
        """Return the fields of the answer that ends a WebSocket handshake."""
        parts = [b"Connection: Upgrade\r\nUpgrade: websocket\r\n"]
        for name, value in head.fields:
            if name.lower() in UPGRADED:
                parts += (name, b": ", value, b"\r\n")
        return b"".join(parts)


def _lacks(head: ResponseHead, name: bytes) -> bool:
    return name not in head.values or name in head.nominated
