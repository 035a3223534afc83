"""Traces recorded with OpenTelemetry and sent to a collector, where there is one."""

import asyncio
from collections.abc import AsyncIterator, Mapping
from contextlib import AbstractContextManager, asynccontextmanager
from threading import Thread
from types import TracebackType

from attrs import frozen
from opentelemetry.context import Context, attach, get_current
from opentelemetry.exporter.otlp.proto.http.trace_exporter import OTLPSpanExporter
from opentelemetry.sdk.resources import Resource
from opentelemetry.sdk.trace import TracerProvider
from opentelemetry.sdk.trace.export import BatchSpanProcessor
from opentelemetry.sdk.trace.sampling import ALWAYS_ON, ParentBased
from opentelemetry.trace import (
    NonRecordingSpan,
    Span,
    SpanContext,
    StatusCode,
    TraceFlags,
    Tracer,
    format_span_id,
    format_trace_id,
    get_current_span,
    set_span_in_context,
)
from opentelemetry.trace import SpanKind as Kind
from typing_extensions import override

from adapters.section import setting
from adapters.wire.traceparent import parent_of, traceparent_of
from ports.tracing import SpanKind, Tracing

TRACES_PATH = "/v1/traces"
EXPORT_SECONDS = 2.0
CLOSE_SECONDS = 3.0
KINDS: Mapping[SpanKind, Kind] = {
    "server": Kind.SERVER,
    "client": Kind.CLIENT,
    "producer": Kind.PRODUCER,
    "consumer": Kind.CONSUMER,
    "internal": Kind.INTERNAL,
}


class OpenSpan(AbstractContextManager[None]):
    """One span, open inside its block; it remembers what was around it."""

    __slots__ = ("_around", "_span")

    def __init__(self, span: Span) -> None:
        self._span = span
        self._around = Context()

    @override
    def __enter__(self) -> None:
        self._around = get_current()
        attach(set_span_in_context(self._span, self._around))

    @override
    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, traceback: TracebackType | None
    ) -> None:
        if kind is not None:
            # The exception's own words stay here: nobody knows what is in them.
            self._span.set_attribute("error.type", kind.__qualname__)
            self._span.set_status(StatusCode.ERROR)
        self._span.end()
        # Not a token's detach: that fails where a generator is closed from another context.
        attach(self._around)


class OtelTracing(Tracing):
    """Records spans with one tracer of OpenTelemetry's."""

    def __init__(self, tracer: Tracer) -> None:
        self._tracer = tracer

    @override
    def span(
        self,
        name: str,
        *,
        kind: SpanKind = "internal",
        parent: str | None = None,
        attributes: Mapping[str, str | int] | None = None,
    ) -> AbstractContextManager[None]:
        context = None if parent is None else _context_of(parent)
        return OpenSpan(self._tracer.start_span(name, context, KINDS[kind], attributes))

    @override
    def traceparent(self) -> str | None:
        span = get_current_span().get_span_context()
        if not span.is_valid:
            return None
        trace_id, span_id = format_trace_id(span.trace_id), format_span_id(span.span_id)
        return traceparent_of(trace_id, span_id, sampled=span.trace_flags.sampled)


def _context_of(traceparent: str) -> Context | None:
    parent = parent_of(traceparent)
    if parent is None:
        return None
    flags = TraceFlags(TraceFlags.SAMPLED if parent.sampled else TraceFlags.DEFAULT)
    remote = SpanContext(int(parent.trace_id, 16), int(parent.span_id, 16), is_remote=True, trace_flags=flags)
    return set_span_in_context(NonRecordingSpan(remote))


@frozen(kw_only=True)
class Section:
    """Who we are, and who collects."""

    endpoint: str | None = setting(
        "ODDIYA_OTLP_ENDPOINT", "the URL of an OTLP/HTTP collector, such as http://localhost:4318", default=None
    )
    service_name: str = setting(
        "ODDIYA_SERVICE_NAME", "the service's name in traces; the process's unless set", default="oddiya"
    )


@asynccontextmanager
async def open_adapter(section: Section) -> AsyncIterator[Tracing]:
    """Open the tracing; closing sends what is left, unless the collector keeps us waiting."""
    provider = TracerProvider(
        sampler=ParentBased(ALWAYS_ON),
        resource=Resource.create({"service.name": section.service_name}),
        shutdown_on_exit=False,
    )
    if section.endpoint is not None:
        provider.add_span_processor(_exporting_to(section.endpoint))
    try:
        yield OtelTracing(provider.get_tracer("oddiya"))
    finally:
        # A thread that may be left behind: the exporter cannot be told to stop in the middle of a request.
        closing = Thread(target=provider.shutdown, daemon=True)
        closing.start()
        await asyncio.to_thread(closing.join, CLOSE_SECONDS)


def _exporting_to(endpoint: str) -> BatchSpanProcessor:
    url = endpoint.rstrip("/")
    url = url if url.endswith(TRACES_PATH) else url + TRACES_PATH
    return BatchSpanProcessor(OTLPSpanExporter(endpoint=url, timeout=EXPORT_SECONDS))
