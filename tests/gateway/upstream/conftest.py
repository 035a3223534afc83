"""Every test here runs on each event loop; those of connections over each way to reach a service."""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable, Mapping
from importlib import import_module
from importlib.util import find_spec

import pytest

from tests.gateway.upstream.services import Handle, LoopbackService, Service, TcpService
from tests.waiting import until

OpenService = Callable[[Handle], Awaitable[Service]]


def pytest_asyncio_loop_factories() -> Mapping[str, Callable[[], asyncio.AbstractEventLoop]]:
    factories: dict[str, Callable[[], asyncio.AbstractEventLoop]] = {"asyncio": asyncio.SelectorEventLoop}
    if find_spec("uvloop"):
        factories["uvloop"] = import_module("uvloop").new_event_loop
    return factories


@pytest.fixture(params=[TcpService, LoopbackService], ids=["tcp", "loopback"])
async def open_service(request: pytest.FixtureRequest) -> AsyncIterator[OpenService]:
    """Start services, and end them and whatever is connected to them afterwards."""
    services: list[Service] = []

    async def open_it(handle: Handle) -> Service:
        service: Service = request.param(handle)
        services.append(service)
        await service.start()
        return service

    yield open_it
    for service in services:
        await gone(service)


async def gone(service: Service) -> None:
    """End a service and its connections."""
    await service.kill()
    for wire in tuple(service.wires):
        wire.abort()

    async def no_wires() -> bool:
        return not service.wires

    await until(no_wires)
