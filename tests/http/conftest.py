"""An application of sample routes, served on a real port."""

from collections.abc import AsyncIterator, Callable, Sequence
from contextlib import AbstractAsyncContextManager, AsyncExitStack, asynccontextmanager
from typing import Any

import pytest
from aiohttp import ClientMiddlewareType, ClientSession, DummyCookieJar

from adapters.memory.idempotency_ledger import MemoryIdempotencyLedger
from adapters.prometheus.meter import PrometheusMeter
from adapters.system.clock import SystemClock
from adapters.system.ids import Uuid7Ids
from adapters.w3c.tracing import W3cTracing
from core.errors import Unauthenticated
from entrypoints.http.app import http_app
from entrypoints.http.caller import Caller, RequestInfo
from entrypoints.http.server import serve
from entrypoints.http.service import HttpService
from tests.http.sample import SampleRoutes

MINA = {"Authorization": "Bearer mina"}


async def authenticate(info: RequestInfo) -> Caller:
    """Believe a bearer token that is the name of its bearer."""
    scheme, _, user_id = info.headers.get("Authorization", "").partition(" ")
    if scheme.lower() != "bearer" or not user_id:
        raise Unauthenticated
    return Caller(user_id=user_id)


def a_service(**options: Any) -> HttpService:
    """Return a service over the memory adapters."""
    clock = SystemClock()
    defaults: dict[str, Any] = {
        "name": "sample",
        "version": "1.2.3",
        "clock": clock,
        "ids": Uuid7Ids(clock),
        "tracing": W3cTracing(),
        "meter": PrometheusMeter(),
        "cursor_key": b"k" * 32,
        "ledger": MemoryIdempotencyLedger(clock=clock),
        "authenticators": {"user": authenticate},
    }
    return HttpService(**{**defaults, **options})


@asynccontextmanager
async def a_client(
    service: HttpService, *routes: object, through: Sequence[ClientMiddlewareType] = (), **options: Any
) -> AsyncIterator[ClientSession]:
    """Serve routes, and return a client that is signed in; its requests go `through` what stands in between."""
    async with AsyncExitStack() as stack:
        serving = await stack.enter_async_context(serve(http_app(service, routes), "127.0.0.1", 0, **options))
        session = ClientSession(serving.url, headers=MINA, cookie_jar=DummyCookieJar(), middlewares=through)
        yield await stack.enter_async_context(session)


OpenClient = Callable[..., AbstractAsyncContextManager[ClientSession]]


@pytest.fixture
async def service_url() -> AsyncIterator[str]:
    async with serve(http_app(a_service(), [SampleRoutes()]), "127.0.0.1", 0) as serving:
        yield serving.url


@pytest.fixture
async def client() -> AsyncIterator[ClientSession]:
    async with a_client(a_service(), SampleRoutes()) as session:
        yield session
