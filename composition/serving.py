"""Runs processes: opens their ports, serves their routes, works in the background, and stops in good order."""

import asyncio
import signal
from collections.abc import Callable, Sequence
from contextlib import AsyncExitStack

import structlog

from composition.http_service import http_service
from composition.logging import configure_logging
from composition.opener import Opener
from composition.process import Background, Process, wired
from composition.settings import Settings
from composition.web import VERSION, Web
from entrypoints.ending import ended
from entrypoints.http.app import http_app
from entrypoints.http.server import Serving, serve

log = structlog.get_logger()
Started = Callable[[Serving], None]


async def run(process: Process, settings: Settings, *, started: Started) -> None:
    """Run a process until SIGTERM or SIGINT, for the gateway and for other services."""
    settings = settings.with_default("ODDIYA_SERVICE_NAME", process.name)
    web = settings.section(Web)
    configure_logging(service=process.name, version=VERSION, level=web.log_level, form=web.log_format)
    stopping = told_to_stop()
    async with AsyncExitStack() as stack:
        opener = Opener(settings, stack)
        container = await wired(process, opener)
        routes = container.routes()
        app = http_app(await http_service(process.name, opener, routes), routes)
        async with serve(app, host=web.host, port=web.port, drain=web.drain, grace=web.grace) as server:
            started(server)
            await until(stopping, container.background())


def told_to_stop() -> asyncio.Event:
    """Return what is set by SIGTERM and SIGINT."""
    event = asyncio.Event()
    for number in (signal.SIGTERM, signal.SIGINT):
        asyncio.get_running_loop().add_signal_handler(number, event.set)
    return event


async def until(stopping: asyncio.Event, work: Sequence[Background]) -> None:
    """Work until told to stop; work that ends by itself has failed and ends the process."""
    waiting = asyncio.create_task(stopping.wait())
    working = [asyncio.ensure_future(run()) for run in work]
    try:
        done, _ = await asyncio.wait((waiting, *working), return_when=asyncio.FIRST_COMPLETED)
        for task in done - {waiting}:
            task.result()
    finally:
        await ended(waiting, *working)
