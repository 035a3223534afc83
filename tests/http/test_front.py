"""Request ids, traces, log lines."""

import asyncio
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from typing import Any

import pytest
import structlog
from aiohttp import ClientSession
from structlog.testing import LogCapture
from typing_extensions import override

from adapters.w3c.tracing import W3cTracing
from core.errors import Unavailable
from entrypoints.http.route import get
from ports.tracing import SpanKind
from tests.http.asking import problem_in
from tests.http.conftest import a_client, a_service
from tests.http.sample import SampleRoutes
from tests.http.wire import wired

TRACE = "0af7651916cd43dd8448eb211c80319c"


@pytest.fixture
def lines() -> Iterator[list[dict[str, Any]]]:
    before = structlog.get_config()
    capture = LogCapture()
    structlog.configure(processors=[structlog.contextvars.merge_contextvars, capture])
    yield capture.entries  # type: ignore[misc] # structlog types entries as mutable mappings
    structlog.configure(**before)


@pytest.mark.parametrize("sent", ["a", "A-Z_0.9", "x" * 64])
async def test_a_request_id_that_is_safe_to_print_is_kept(client: ClientSession, sent: str) -> None:
    async with client.get("/things/missing", headers={"X-Request-Id": sent}) as answer:
        assert answer.headers["X-Request-Id"] == sent
        await problem_in(answer, 404, "thing-not-found")


@pytest.mark.parametrize("sent", ["", "x" * 65, "a b", 'a"b', "é", "a\tb", "a;b"])
async def test_any_other_is_replaced(client: ClientSession, sent: str) -> None:
    async with client.get("/things/a", headers={"X-Request-Id": sent}) as answer:
        made = answer.headers["X-Request-Id"]
        assert made != sent
        assert len(made) == 16


async def test_no_two_requests_have_the_same_made_id(client: ClientSession) -> None:
    ids = set()
    for path in ("/things/a", "/nothing", "/docs", "/progress", "/files/a") * 3:
        async with client.get(path) as answer:
            ids.add(answer.headers["X-Request-Id"])
    assert len(ids) == 15


async def test_there_is_one_line_per_request(client: ClientSession, lines: list[dict[str, Any]]) -> None:
    async with client.get("/things/abc?verbose=secret", headers={"X-Request-Id": "r1"}):
        pass
    (line,) = lines
    milliseconds = line.pop("ms")
    trace_id = line.pop("trace_id")
    assert 0 < milliseconds < 5000
    assert len(trace_id) == 32
    assert line == {
        "event": "request",
        "log_level": "info",
        "request_id": "r1",
        "user_id": "mina",
        "method": "GET",
        "route": "/things/{thing_id}",
        "status": 422,
        "problem": "malformed",
    }


async def test_a_line_says_nothing_that_a_client_wrote(client: ClientSession, lines: list[dict[str, Any]]) -> None:
    secret = "s3cr3t"
    headers = {"Cookie": secret, "User-Agent": secret}
    async with client.get(f"/things/{secret}?{secret}={secret}", headers=headers):
        pass
    async with client.post("/token", json={"code": secret, secret: secret}):
        pass
    async with client.get(f"/{secret}", headers=headers):
        pass
    async with client.put(f"/files/{secret}", data=secret.encode() * 100_000):
        pass
    assert len(lines) == 4
    assert secret not in repr(lines)


async def test_lines_of_handlers_carry_the_request(lines: list[dict[str, Any]]) -> None:
    class Talking:
        @get("/talk")
        async def talk(self) -> None:
            """Talk."""
            structlog.get_logger().info("talking")
            await asyncio.sleep(0)
            structlog.get_logger().info("still talking")

    async with a_client(a_service(), Talking()) as client:
        await asyncio.gather(*(_ask(client, f"r{number}") for number in range(5)))
    for number in range(5):
        events = [line["event"] for line in lines if line["request_id"] == f"r{number}"]
        assert events == ["talking", "still talking", "request"]
    assert len({line["trace_id"] for line in lines}) == 5


async def _ask(client: ClientSession, request_id: str) -> None:
    async with client.get("/talk", headers={"X-Request-Id": request_id}) as answer:
        assert answer.status == 204


async def test_a_trace_is_continued(client: ClientSession, lines: list[dict[str, Any]]) -> None:
    for traceparent, continued in (
        (f"00-{TRACE}-b7ad6b7169203331-01", True),
        (f"00-{'0' * 32}-b7ad6b7169203331-01", False),
        (f"ff-{TRACE}-b7ad6b7169203331-01", False),
        ("nonsense", False),
    ):
        lines.clear()
        async with client.get("/things/a", headers={"traceparent": traceparent}):
            pass
        assert (lines[0]["trace_id"] == TRACE) is continued


class Broken:
    @get("/mistake")
    async def err(self) -> None:
        """Err."""
        raise ZeroDivisionError("the password is hunter2")

    @get("/away")
    async def be_away(self) -> None:
        """Be away."""
        raise Unavailable(what="the store")


async def test_a_mistake_of_ours_is_logged_with_its_traceback(lines: list[dict[str, Any]]) -> None:
    async with a_client(a_service(), Broken()) as client, client.get("/mistake") as answer:
        problem = await problem_in(answer, 500, "internal")
        assert "hunter2" not in repr(problem)
    failure, line = lines
    assert (failure["log_level"], type(failure["exc_info"])) == ("error", ZeroDivisionError)
    assert failure["request_id"] == line["request_id"] == problem["request_id"]
    assert (line["status"], line["problem"]) == (500, "internal")


async def test_a_dependency_that_is_away_is_logged_without_one(lines: list[dict[str, Any]]) -> None:
    async with a_client(a_service(), Broken()) as client, client.get("/away") as answer:
        await problem_in(answer, 503, "unavailable")
    failure, line = lines
    assert (failure["log_level"], failure["problem"]) == ("warning", "unavailable")
    assert "exc_info" not in failure
    assert line["status"] == 503


async def test_what_could_not_be_parsed_is_logged_too(service_url: str, lines: list[dict[str, Any]]) -> None:
    async with wired(service_url) as wire:
        await wire.send(b"hello\r\n\r\n")
        said = await wire.answer()
    (line,) = lines
    assert (line["route"], line["status"], line["problem"]) == ("unmatched", 400, "bad-request")
    assert line["request_id"] == said.headers["x-request-id"]


class RecordingTracing(W3cTracing):
    """Keeps the names of its spans, and by what they were left."""

    def __init__(self) -> None:
        super().__init__()
        self.spans: list[tuple[str, SpanKind, type[BaseException] | None]] = []

    @override
    @contextmanager
    def span(
        self,
        name: str,
        *,
        kind: SpanKind = "internal",
        parent: str | None = None,
        attributes: Mapping[str, str | int] | None = None,
    ) -> Iterator[None]:
        with super().span(name, kind=kind, parent=parent, attributes=attributes):
            try:
                yield
            except BaseException as error:
                self.spans.append((name, kind, type(error)))
                raise
        self.spans.append((name, kind, None))


async def test_spans_are_named_after_methods_and_routes_and_told_of_failures() -> None:
    tracing = RecordingTracing()
    async with a_client(a_service(tracing=tracing), SampleRoutes(), Broken()) as client:
        for path in ("/things/a", "/things/missing", "/mistake", "/away", "/nowhere"):
            async with client.get(path):
                pass
    assert tracing.spans == [
        ("GET /things/{thing_id}", "server", None),
        ("GET /things/{thing_id}", "server", None),
        ("GET /mistake", "server", ZeroDivisionError),
        ("GET /away", "server", Unavailable),
        ("GET unmatched", "server", None),
    ]


async def test_a_line_names_nobody_but_who_asked(client: ClientSession, lines: list[dict[str, Any]]) -> None:
    async with client.get("/things/0198c0de-0000-7000-8000-000000000001"):
        pass
    async with client.get("/health/live", headers={"Authorization": ""}):
        pass
    assert [line.get("user_id") for line in lines] == ["mina", None]


class SilentTracing(W3cTracing):
    """Opens spans that it cannot name."""

    @override
    def traceparent(self) -> str | None:
        return None


class BrokenTracing(W3cTracing):
    """Opens no spans."""

    @override
    def traceparent(self) -> str | None:
        raise ZeroDivisionError


@pytest.mark.parametrize(("tracing", "status"), [(SilentTracing(), 200), (BrokenTracing(), 500)])
async def test_without_a_trace_a_request_has_an_id_all_the_same(tracing: W3cTracing, status: int) -> None:
    async with a_client(a_service(tracing=tracing), SampleRoutes()) as client, client.get("/things/a") as answer:
        assert answer.status == status
        assert len(answer.headers["X-Request-Id"]) == 36
