"""Starts processes and tells whoever is at the terminal where they are."""

import asyncio
import socket
import sys
from collections.abc import Coroutine, Iterator
from contextlib import contextmanager, nullcontext
from functools import partial
from typing import Any

import uvloop

from composition.gateway.settings import GatewaySettings
from composition.logging import configure_logging
from composition.open_files import allow_as_many_open_files_as_possible
from composition.process import Process
from composition.processes import PROCESSES
from composition.serving import run
from composition.settings import Settings
from composition.web import VERSION, Web
from composition.worker import Worker
from entrypoints.gateway.table.row import GATEWAY
from entrypoints.gateway.table.rows import METRICS
from entrypoints.http.server import PortTaken, Serving


async def everything(settings: Settings) -> None:
    """Run all processes as one, behind the gateway, for people at a laptop; nothing internal is served."""
    from composition.gateway.running import run_together

    allow_as_many_open_files_as_possible()
    with reachable(settings) as known, _told_of_taken_ports(known):
        wanted = [process for process in PROCESSES.values() if process.wanted(known)]
        await run_together(wanted, known, started=partial(_tell_of_gateway, known))


def gateway(settings: Settings, *, workers: int) -> int:
    """Run the gateway, for clients, in so many processes; return the exit status."""
    from composition.gateway.imports import import_all
    from composition.gateway.running import run_gateway
    from composition.workers import supervise

    allow_as_many_open_files_as_possible()
    if workers == 1:
        with _told_of_taken_ports(settings):
            _run_quickly(run_gateway(settings, started=partial(_tell_of_gateway, settings)))
        return 0
    web = settings.section(Web)
    configure_logging(service=GATEWAY, version=VERSION, level=web.log_level, form=web.log_format)

    def work(worker: Worker) -> None:
        with _told_of_taken_ports(settings):
            _run_quickly(run_gateway(settings, started=lambda _: None, worker=worker))

    import_all(settings)
    with _told_of_taken_ports(settings):
        return supervise(
            workers, web.host, web.port, work, started=lambda port: _tell_of_gateway(settings, Serving(web.host, port))
        )


def _run_quickly(main: Coroutine[Any, Any, None]) -> None:
    with asyncio.Runner(loop_factory=uvloop.new_event_loop) as runner:
        runner.run(main)


async def one(process: Process, settings: Settings) -> None:
    """Run one process, for the gateway and other services."""
    with _told_of_taken_ports(settings):
        await run(process, settings, started=lambda server: _tell(settings, server, metrics=server))


@contextmanager
def reachable(settings: Settings) -> Iterator[Settings]:
    """Let signed URLs lead to the port that is really used, unless told otherwise."""
    web = settings.section(Web)
    with _free_port(web.host) if web.port == 0 else nullcontext(web.port) as port:
        known = settings.with_value("PORT", str(port))
        yield known.with_default("ODDIYA_PUBLIC_URL", f"http://{web.host}:{port}")


@contextmanager
def _told_of_taken_ports(settings: Settings) -> Iterator[None]:
    try:
        yield
    except PortTaken as taken:
        port = taken.port
        name = "ODDIYA_METRICS_PORT" if port == settings.section(GatewaySettings).metrics_port else "PORT"
        sys.exit(f"oddiya: port {port} is taken: stop what uses it, or choose another with {name}={port + 1}")


@contextmanager
def _free_port(host: str) -> Iterator[int]:
    """Return a port that nobody has, and keep it from everybody but those who share addresses, as servers do."""
    found = socket.getaddrinfo(host or None, 0, type=socket.SOCK_STREAM, flags=socket.AI_PASSIVE)
    family, _, _, _, address = found[0]
    with socket.socket(family, socket.SOCK_STREAM) as held:
        held.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        held.bind(address)
        yield held.getsockname()[1]


def _tell_of_gateway(settings: Settings, server: Serving) -> None:
    port = settings.section(GatewaySettings).port_of_metrics(server.port)
    _tell(settings, server, metrics=None if port is None else Serving(server.host, port))


def _tell(settings: Settings, server: Serving, *, metrics: Serving | None) -> None:
    print(
        f"Oddiya is running on the profile {settings.profile.name!r}.\n"
        f"  API reference  {server.url}/docs\n"
        f"  Health         {server.url}/health/ready\n"
        + ("" if metrics is None else f"  Metrics        {metrics.url}{METRICS}\n")
        + "Ctrl-C stops it.",
        flush=True,
    )
