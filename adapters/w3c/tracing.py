"""Traces that are passed on in the W3C format and recorded nowhere."""

import os
from collections.abc import AsyncIterator, Mapping
from contextlib import AbstractContextManager, asynccontextmanager
from contextvars import ContextVar
from types import TracebackType

from attrs import frozen
from typing_extensions import override

from adapters.wire.traceparent import parent_of, traceparent_of
from ports.tracing import SpanKind, Tracing


class Span(AbstractContextManager[None]):
    """One span, open inside its block; it remembers the span around it."""

    __slots__ = ("_around", "_innermost", "sampled", "span_id", "trace_id")

    def __init__(self, innermost: "ContextVar[Span | None]", trace_id: str, span_id: str, *, sampled: bool) -> None:
        self._innermost = innermost
        self._around: Span | None = None
        self.trace_id = trace_id
        self.span_id = span_id
        self.sampled = sampled

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
        above = (parent_of(parent) if parent is not None else None) or self._innermost.get()
        if above is not None:
            return Span(self._innermost, above.trace_id, os.urandom(8).hex(), sampled=above.sampled)
        drawn = os.urandom(24).hex()
        return Span(self._innermost, drawn[:32], drawn[32:], sampled=True)

    @override
    def traceparent(self) -> str | None:
        span = self._innermost.get()
        return None if span is None else traceparent_of(span.trace_id, span.span_id, sampled=span.sampled)


@frozen(kw_only=True)
class Section:
    """Passing traces on needs no setting."""


@asynccontextmanager
async def open_adapter(section: Section) -> AsyncIterator[Tracing]:  # noqa: ARG001 - every adapter opens alike
    """Open the tracing."""
    yield W3cTracing()
