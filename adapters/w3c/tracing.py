"""Traces that are passed on in the W3C format and recorded nowhere."""

import os
import re
from collections.abc import AsyncIterator, Mapping
from contextlib import AbstractContextManager, asynccontextmanager
from contextvars import ContextVar
from types import TracebackType

from attrs import frozen
from typing_extensions import override

from ports.tracing import SpanKind, Tracing

# W3C Trace Context, sections 3.2.2 and 3.2.4: version 00 ends after the flags, later versions may go on.
TRACEPARENT = re.compile(r"(?!ff)([0-9a-f]{2})-(?!0{32})([0-9a-f]{32})-(?!0{16})[0-9a-f]{16}-([0-9a-f]{2})(-.*)?")
SAMPLED = 1


class Span(AbstractContextManager[None]):
    """One span, open inside its block; it remembers the span around it."""

    __slots__ = ("_around", "_innermost", "flags", "span_id", "trace_id")

    def __init__(self, innermost: "ContextVar[Span | None]", trace_id: str, span_id: str, flags: str) -> None:
        self._innermost = innermost
        self._around: Span | None = None
        self.trace_id = trace_id
        self.span_id = span_id
        self.flags = flags

    @override
    def __enter__(self) -> None:
        self._around = self._innermost.get()
        self._innermost.set(self)

    @override
    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, traceback: TracebackType | None
    ) -> None:
        # Not a token's reset: that fails where a generator is closed from another context.
        self._innermost.set(self._around)


class W3cTracing(Tracing):
    """Makes and continues traces, so that log lines of several processes can be put together."""

    def __init__(self) -> None:
        self._innermost: ContextVar[Span | None] = ContextVar("innermost_span", default=None)

    @override
    def span(
        self,
        name: str,
        *,
        kind: SpanKind = "internal",
        parent: str | None = None,
        attributes: Mapping[str, str | int] | None = None,
    ) -> AbstractContextManager[None]:
        told = None if parent is None else _trace_of(parent)
        if told is not None:
            return Span(self._innermost, told[0], os.urandom(8).hex(), told[1])
        around = self._innermost.get()
        if around is not None:
            return Span(self._innermost, around.trace_id, os.urandom(8).hex(), around.flags)
        drawn = os.urandom(24).hex()
        return Span(self._innermost, drawn[:32], drawn[32:], "01")

    @override
    def traceparent(self) -> str | None:
        span = self._innermost.get()
        return None if span is None else f"00-{span.trace_id}-{span.span_id}-{span.flags}"


def _trace_of(traceparent: str) -> tuple[str, str] | None:
    match = TRACEPARENT.fullmatch(traceparent)
    if match is None:
        return None
    version, trace_id, flags, rest = match.groups()
    if version == "00" and rest is not None:
        return None
    return trace_id, "01" if int(flags, 16) & SAMPLED else "00"


@frozen(kw_only=True)
class Section:
    """Passing traces on needs no setting."""


@asynccontextmanager
async def open_adapter(section: Section) -> AsyncIterator[Tracing]:  # noqa: ARG001 - every adapter opens alike
    """Open the tracing."""
    yield W3cTracing()
