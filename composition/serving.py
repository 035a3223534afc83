"""Runs processes: opens their ports, serves their routes, works in the background, and stops in good order."""

import asyncio
import signal
from collections.abc import Callable, Sequence
from contextlib import AsyncExitStack
from typing import Any

import structlog

from composition.http_service import http_service
from composition.logging import configure_logging
from composition.opener import Opener
from composition.process import Background, Container, Process, is_internal, wired
from composition.settings import Settings
from composition.web import VERSION, Web
from entrypoints.ending import ended
from entrypoints.http.app import http_app
from entrypoints.http.server import Serving, serve

log = structlog.get_logger()
Started = Callable[[Serving], None]


async def run(processes: Sequence[Process], settings: Settings, *, name: str, internal: bool, started: Started) -> None:
    """Run processes as one, on one port, until SIGTERM or SIGINT; with `internal`, other services are served too."""
    web = settings.section(Web)
    configure_logging(service=name, version=VERSION, level=web.log_level, form=web.log_format)
    told_to_stop = _told_to_stop()
    async with AsyncExitStack() as stack:
        opener = Opener(settings, stack)
        containers = [await wired(process, opener) for process in processes]
        routes = [route for container in containers for route in _served(container, internal=internal)]
        app = http_app(await http_service(name, opener, routes), routes)
        work = [run for container in containers for run in container.background()]
        async with serve(app, host=web.host, port=web.port, drain=web.drain, grace=web.grace) as server:
            started(server)
            await _until(told_to_stop, work)


def _served(container: Container, *, internal: bool) -> list[Any]:
    return [routes for routes in container.routes() if internal or not is_internal(type(routes))]


def _told_to_stop() -> asyncio.Event:
    event = asyncio.Event()
    for number in (signal.SIGTERM, signal.SIGINT):
        asyncio.get_running_loop().add_signal_handler(number, event.set)
    return event


async def _until(told_to_stop: asyncio.Event, work: Sequence[Background]) -> None:
    """Work until told to stop; work that ends by itself has failed and ends the process."""
    waiting = asyncio.create_task(told_to_stop.wait())
    working = [asyncio.ensure_future(run()) for run in work]
    try:
        done, _ = await asyncio.wait((waiting, *working), return_when=asyncio.FIRST_COMPLETED)
        for task in done - {waiting}:
            task.result()
    finally:
        await ended(waiting, *working)
