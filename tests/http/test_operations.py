"""Health and metrics."""

import asyncio
from datetime import timedelta
from typing import Any

import pytest
from aiohttp import ClientSession
from attrs import define

from core.errors import Unavailable
from entrypoints.http.app import http_app
from entrypoints.http.life import LIFE
from entrypoints.http.server import serve
from tests.http.asking import problem_in
from tests.http.conftest import a_client, a_service
from tests.http.sample import SampleRoutes


@define
class Check:
    """A dependency that a test holds in its hands."""

    failure: Exception | None = None
    hangs: bool = False
    asked: int = 0

    async def __call__(self) -> None:
        self.asked += 1
        if self.hangs:
            await asyncio.Event().wait()
        if self.failure is not None:
            raise self.failure


async def ready(client: ClientSession) -> dict[str, Any]:
    async with client.get("/health/ready") as answer:
        found: dict[str, Any] = await answer.json(content_type=None)
        return {"http": answer.status, **found}


@pytest.mark.parametrize("path", ["/health/ready", "/health", "/actuator/health"])
async def test_a_process_whose_dependencies_answer_is_ready(path: str) -> None:
    async with a_client(a_service(ready_checks={"store": Check()})) as client, client.get(path) as answer:
        assert answer.status == 200
        assert await answer.json() == {
            "status": "ready",
            "dependencies": {"store": {"status": "up", "detail": None}},
        }


async def test_a_process_is_not_ready_while_a_dependency_is_down() -> None:
    checks = {
        "store": Check(failure=Unavailable(what="the store")),
        "queue": Check(failure=ValueError("postgres://user:secret@host")),
        "cache": Check(hangs=True),
        "mail": Check(),
    }
    service = a_service(ready_checks=checks, ready_deadline=timedelta(milliseconds=50))
    async with a_client(service) as client, client.get("/health/ready") as answer:
        problem = await problem_in(answer, 503, "not-ready")
        assert answer.headers["Retry-After"] == "1"
        assert problem["detail"] == "store, queue, cache does not answer"
        assert problem["dependencies"] == {
            "store": {"status": "down", "detail": "the store is not available right now; try again in 1 s"},
            "queue": {"status": "down", "detail": "ValueError"},
            "cache": {"status": "down", "detail": "did not answer within 0.05 s"},
            "mail": {"status": "up", "detail": None},
        }


async def test_dependencies_are_asked_at_once_and_once_per_moment() -> None:
    checks = {str(number): Check(hangs=True) for number in range(20)}
    service = a_service(ready_checks=checks, ready_deadline=timedelta(milliseconds=100))
    async with a_client(service) as client:
        began = asyncio.get_running_loop().time()
        await asyncio.gather(*(ready(client) for _ in range(50)))
        assert asyncio.get_running_loop().time() - began < 2
        assert {check.asked for check in checks.values()} == {1}


async def test_a_dependency_that_comes_back_is_noticed() -> None:
    check = Check(failure=Unavailable(what="it"))
    async with a_client(a_service(ready_checks={"it": check}, ready_kept=timedelta())) as client:
        assert (await ready(client))["http"] == 503
        check.failure = None
        assert (await ready(client))["http"] == 200


async def test_a_process_that_stops_is_live_and_not_ready() -> None:
    app = http_app(a_service(), [])
    async with serve(app, "127.0.0.1", 0) as serving, ClientSession(serving.url) as client:
        app[LIFE].draining = True
        assert (await ready(client))["detail"] == "the process is stopping"
        async with client.get("/health/live") as answer:
            assert (answer.status, await answer.json()) == (200, {"status": "live"})


async def test_the_metrics_tell_of_requests_by_route_and_status(client: ClientSession) -> None:
    for path in ("/things/a", "/things/b", "/things/missing", "/no/such/path"):
        async with client.get(path):
            pass
    async with client.request("PROPFIND", "/things/a"):
        pass
    async with client.get("/metrics") as answer:
        assert answer.headers["Content-Type"] == "text/plain; version=0.0.4; charset=utf-8"
        text = await answer.text()
    lines = {line.replace(".0", "") for line in text.splitlines()}
    for method, status, route, count in (
        ("GET", 200, "/things/{thing_id}", 2),
        ("GET", 404, "/things/{thing_id}", 1),
        ("GET", 404, "unmatched", 1),
        ("_OTHER", 405, "/things/{thing_id}", 1),
    ):
        labels = f'http_request_method="{method}",http_response_status_code="{status}",http_route="{route}"'
        other = f'http_request_method="{method}",http_route="{route}",http_response_status_code="{status}"'
        assert any(f"{{{each}}} {count}" in line for line in lines for each in (labels, other)), labels
    assert 'http_server_active_requests{http_request_method="GET"} 1' in lines
    assert "/things/a" not in text


async def test_the_health_routes_answer_get_only() -> None:
    async with a_client(a_service(), SampleRoutes()) as client, client.post("/health/ready") as answer:
        await problem_in(answer, 405, "method-not-allowed")
