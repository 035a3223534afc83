"""Spans reach a collector over OTLP, and a collector that is not there keeps nobody from closing."""

import socket
from collections.abc import Iterator
from contextlib import AsyncExitStack, contextmanager
from http.server import BaseHTTPRequestHandler, HTTPServer
from threading import Thread
from time import monotonic
from typing import Any

import pytest
from attrs import frozen
from opentelemetry.proto.collector.trace.v1.trace_service_pb2 import ExportTraceServiceRequest
from opentelemetry.proto.trace.v1.trace_pb2 import Span, Status
from typing_extensions import override

from composition.catalogue import Entry
from composition.opener import Opener
from composition.settings import Settings
from tests.conftest import OpenAdapter

OTEL = Entry("tracing", "otel", "adapters.otel.tracing")
TRACE = "4bf92f3577b34da6a3ce929d0e0e4736"
PARENT_SPAN = "00f067aa0ba902b7"
CLOSES_WITHIN = 6.0


@frozen
class Collector:
    """A collector of traces that remembers what it was sent."""

    url: str
    requests: list[tuple[str, ExportTraceServiceRequest]]

    def spans(self) -> dict[str, Span]:
        """Return what it was sent, by name."""
        return {
            span.name: span
            for _, request in self.requests
            for resource in request.resource_spans
            for scope in resource.scope_spans
            for span in scope.spans
        }


@pytest.fixture
def collector() -> Iterator[Collector]:
    heard: list[tuple[str, ExportTraceServiceRequest]] = []

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            body = self.rfile.read(int(self.headers["Content-Length"]))
            heard.append((self.path, ExportTraceServiceRequest.FromString(body)))
            self.send_response(200)
            self.send_header("Content-Length", "0")
            self.end_headers()

        @override
        def log_message(self, format: str, *args: Any) -> None:
            return

    with HTTPServer(("127.0.0.1", 0), Handler) as server:
        thread = Thread(target=server.serve_forever, args=(0.01,))
        thread.start()
        yield Collector(f"http://127.0.0.1:{server.server_port}", heard)
        server.shutdown()
        thread.join()


@contextmanager
def silent_server() -> Iterator[str]:
    """Listen, and never answer."""
    with socket.socket() as door:
        door.bind(("127.0.0.1", 0))
        door.listen()
        yield f"http://127.0.0.1:{door.getsockname()[1]}"


@pytest.fixture
def nobody() -> str:
    """The address of a server that is not there."""
    with socket.socket() as door:
        door.bind(("127.0.0.1", 0))
        return f"http://127.0.0.1:{door.getsockname()[1]}"


async def export_some(endpoint: str, **settings: str) -> None:
    """Open the adapter, make a few spans and close it."""
    told = {"ODDIYA_TRACING": "otel", "ODDIYA_OTLP_ENDPOINT": endpoint, **settings}
    async with AsyncExitStack() as stack:
        tracing = await Opener(Settings.read(told), stack).open("tracing")
        with tracing.span("GET /plans", kind="server", parent=f"00-{TRACE}-{PARENT_SPAN}-01"):
            with tracing.span("commit", attributes={"db.system.name": "postgresql", "rows": 2}):
                pass
            with pytest.raises(KeyError), tracing.span("failing", kind="client"):
                raise KeyError("password=hunter2")
        with tracing.span("not recorded", parent=f"00-{TRACE}-{PARENT_SPAN}-00"):
            pass


@pytest.mark.parametrize("path", ["", "/", "/v1/traces"])
async def test_closing_sends_what_is_left_to_the_collector(collector: Collector, path: str) -> None:
    await export_some(collector.url + path)
    assert {where for where, _ in collector.requests} == {"/v1/traces"}
    assert set(collector.spans()) == {"GET /plans", "commit", "failing"}


async def test_spans_are_linked_as_they_were_nested(collector: Collector) -> None:
    await export_some(collector.url)
    spans = collector.spans()
    outer, inner = spans["GET /plans"], spans["commit"]
    assert {span.trace_id.hex() for span in spans.values()} == {TRACE}
    assert outer.parent_span_id.hex() == PARENT_SPAN
    assert inner.parent_span_id == outer.span_id
    assert (outer.kind, inner.kind) == (Span.SPAN_KIND_SERVER, Span.SPAN_KIND_INTERNAL)
    assert {a.key: a.value.string_value or a.value.int_value for a in inner.attributes} == {
        "db.system.name": "postgresql",
        "rows": 2,
    }


async def test_a_failed_span_says_so_without_the_exceptions_words(collector: Collector) -> None:
    await export_some(collector.url)
    failing = collector.spans()["failing"]
    assert failing.status.code == Status.STATUS_CODE_ERROR
    assert [(a.key, a.value.string_value) for a in failing.attributes] == [("error.type", "KeyError")]
    assert b"hunter2" not in b"".join(request.SerializeToString() for _, request in collector.requests)


@pytest.mark.parametrize(("settings", "name"), [({}, "oddiya"), ({"ODDIYA_SERVICE_NAME": "plans"}, "plans")])
async def test_the_service_is_named(collector: Collector, settings: dict[str, str], name: str) -> None:
    await export_some(collector.url, **settings)
    resource = collector.requests[0][1].resource_spans[0].resource
    assert [a.value.string_value for a in resource.attributes if a.key == "service.name"] == [name]


async def test_a_collector_that_is_not_there_does_not_keep_us_from_closing(nobody: str) -> None:
    started = monotonic()
    await export_some(nobody)
    assert monotonic() - started < CLOSES_WITHIN


async def test_a_collector_that_never_answers_does_not_keep_us_from_closing() -> None:
    with silent_server() as url:
        started = monotonic()
        await export_some(url)
        assert monotonic() - started < CLOSES_WITHIN


async def test_without_a_collector_nothing_is_sent(collector: Collector, open_adapter: OpenAdapter) -> None:
    tracing = await open_adapter(OTEL)
    with tracing.span("one"):
        assert tracing.traceparent() is not None
    assert collector.requests == []
