"""The fields of a request that services are for; everything else stays outside."""

from typing import Final

PASSING: Final = frozenset({
    b"accept", b"accept-encoding", b"accept-language", b"content-encoding", b"content-type", b"cookie",
    b"idempotency-key", b"if-match", b"if-modified-since", b"if-none-match", b"if-range", b"if-unmodified-since",
    b"last-event-id", b"origin", b"prefer", b"range", b"sec-fetch-dest", b"sec-fetch-mode", b"sec-fetch-site",
    b"user-agent",
})  # fmt: skip
