"""Cross-origin requests: which web pages may call us, and read what we answer."""

from collections.abc import Iterable, Mapping
from typing import Final

from attrs import field, frozen

from entrypoints.gateway.asked.canonical import CanonicalRequest

EXPOSED: Final = (
    b"ETag, Link, Location, Retry-After, RateLimit, RateLimit-Policy, X-Request-Id, Deprecation, Sunset, traceparent, "
    b"Idempotency-Key"
)
SENT_BY_PAGES: Final = (
    b"Authorization, Content-Type, Idempotency-Key, If-Match, If-Modified-Since, If-None-Match, If-Range, "
    b"If-Unmodified-Since, Last-Event-ID, Prefer, Range, X-Request-Id, traceparent, tracestate"
)
MAX_AGE: Final = 7200  # seconds; Chromium keeps none for longer
PREFLIGHT: Final = b"Access-Control-Allow-Headers: %b\r\nAccess-Control-Max-Age: %d\r\n" % (SENT_BY_PAGES, MAX_AGE)
VARY: Final = b"Vary: Origin\r\n"


@frozen(kw_only=True)
class Cors:
    """What pages of other origins are told; those of our `own` one need to be told nothing.

    They may send credentials: beside the header Authorization there are two cookies, of the device and of a sign-in
    that is under way, and without them a web app could begin no sign-in. An origin is only ever named to itself.
    """

    origins: frozenset[str]
    own: str | None = None
    _vary: bytes = field(init=False)
    _admitted: Mapping[bytes, bytes] = field(init=False)
    _answers: Mapping[bytes, bytes] = field(init=False)
    _own: bytes | None = field(init=False)

    @_vary.default
    def _vary_where_it_matters(self) -> bytes:
        return VARY if self.origins else b""

    @_admitted.default
    def _admit_each(self) -> Mapping[bytes, bytes]:
        return {
            origin.encode(): b"Access-Control-Allow-Origin: %b\r\nAccess-Control-Allow-Credentials: true\r\n%b"
            % (origin.encode(), VARY)
            for origin in self.origins
        }

    @_answers.default
    def _answer_each(self) -> Mapping[bytes, bytes]:
        exposed = b"Access-Control-Expose-Headers: %b\r\n" % EXPOSED
        return {origin: admitted + exposed for origin, admitted in self._admitted.items()}

    @_own.default
    def _write_own(self) -> bytes | None:
        return None if self.own is None else self.own.encode()

    def allows(self, origin: bytes | None) -> bool:
        """Tell whether a request may come from a page of this origin; without one it comes from no page."""
        return origin is None or origin == self._own or origin in self._admitted

    def answer(self, origin: bytes | None) -> bytes:
        """Return the fields that every answer has, whether it is an error or not."""
        return self._vary if origin is None else self._answers.get(origin, self._vary)

    def preflight(self, origin: bytes | None, methods: Iterable[str]) -> bytes:
        """Return the fields of the answer to a preflight for a path that answers these methods."""
        admitted = self._admitted.get(origin or b"")
        if admitted is None:
            return self._vary
        return b"%bAccess-Control-Allow-Methods: %b\r\n%b" % (admitted, ", ".join(methods).encode(), PREFLIGHT)


def is_preflight(asked: CanonicalRequest) -> bool:
    """Tell whether a browser asks on its own account whether a page's request may be sent."""
    values = asked.values
    return asked.method == "OPTIONS" and b"origin" in values and b"access-control-request-method" in values
