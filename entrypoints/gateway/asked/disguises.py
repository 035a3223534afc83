"""Headers that pass for others: to servers behind us `X_User.Id` may be `X-User-Id` (CVE-2025-64484)."""

import string
from collections.abc import Iterable
from typing import Final

from entrypoints.gateway.asked.refusals import DisguisedHeader
from entrypoints.gateway.asked.request_fields import PASSING
from entrypoints.gateway.http1.fields import Field

LETTERS_AND_DIGITS: Final = (string.ascii_letters + string.digits).encode()
ORDINARY: Final = LETTERS_AND_DIGITS + b"-"
SEPARATORS: Final = bytes(set(range(256)) - set(LETTERS_AND_DIGITS))

MEAN_SOMETHING: Final = PASSING | {
    b"authorization", b"baggage", b"connection", b"content-length", b"expect", b"forwarded", b"host", b"http2-settings",
    b"keep-alive", b"te", b"traceparent", b"tracestate", b"trailer", b"transfer-encoding", b"upgrade", b"via",
    b"x-client-ip", b"x-http-method", b"x-method-override", b"x-original-host", b"x-original-method", b"x-original-uri",
    b"x-original-url", b"x-real-ip", b"x-request-id", b"x-rewrite-uri", b"x-rewrite-url",
}  # fmt: skip
BEGINNINGS: Final = (
    b"accesscontrol", b"proxy", b"secfetch", b"secwebsocket", b"xauth", b"xforwarded", b"xhop", b"xhttpmethod",
    b"xinternal", b"xoddiya", b"xsession", b"xuser",
)  # fmt: skip


def refuse_disguises(fields: Iterable[Field]) -> None:
    """Refuse a name that is one which means something here, but for the marks between its words."""
    for name, _ in fields:
        if name.translate(None, ORDINARY) and _means_something(_bare(name)):
            raise DisguisedHeader(name=name.decode("latin-1"))


def _bare(name: bytes) -> bytes:
    return name.lower().translate(None, SEPARATORS)


def _means_something(bare: bytes) -> bool:
    return bare in BARE_NAMES or bare.startswith(BEGINNINGS)


BARE_NAMES: Final = frozenset(_bare(name) for name in MEAN_SOMETHING)
