"""A collector of traces that remembers what it was sent, and by whom."""

from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Thread
from typing import Any

from attrs import define, field, frozen
from opentelemetry.proto.collector.trace.v1.trace_service_pb2 import ExportTraceServiceRequest
from typing_extensions import override


@frozen(kw_only=True)
class Recorded:
    """One span: `service` is the process that told of it."""

    service: str
    name: str
    trace: str
    span: str
    parent: str


@define
class Collector:
    """What was heard so far."""

    url: str = ""
    spans: list[Recorded] = field(factory=list)

    def way_to(self, end: Recorded) -> list[Recorded]:
        """Return the spans from the beginning of a trace to one of its spans."""
        before = [one for one in self.spans if (one.trace, one.span) == (end.trace, end.parent)]
        return [*self.way_to(before[0]), end] if before else [end]

    def hear(self, request: ExportTraceServiceRequest) -> None:
        """Take note of what one process tells."""
        for resource in request.resource_spans:
            told = {one.key: one.value.string_value for one in resource.resource.attributes}
            for span in (span for scope in resource.scope_spans for span in scope.spans):
                self.spans.append(
                    Recorded(
                        service=told.get("service.name", ""),
                        name=span.name,
                        trace=span.trace_id.hex(),
                        span=span.span_id.hex(),
                        parent=span.parent_span_id.hex(),
                    )
                )


@contextmanager
def collecting() -> Iterator[Collector]:
    """Collect, over OTLP by HTTP."""
    collector = Collector()

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            body = self.rfile.read(int(self.headers["Content-Length"]))
            collector.hear(ExportTraceServiceRequest.FromString(body))
            self.send_response(200)
            self.send_header("Content-Length", "0")
            self.end_headers()

        @override
        def log_message(self, format: str, *args: Any) -> None:
            return

    with ThreadingHTTPServer(("127.0.0.1", 0), Handler) as server:
        collector.url = f"http://127.0.0.1:{server.server_port}"
        thread = Thread(target=server.serve_forever, args=(0.05,), daemon=True)
        thread.start()
        try:
            yield collector
        finally:
            server.shutdown()
            thread.join()
