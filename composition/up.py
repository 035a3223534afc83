"""Starts processes and tells whoever is at the terminal where they are."""

import asyncio
import socket
import sys
from collections.abc import Coroutine, Iterator
from contextlib import contextmanager
from functools import partial
from typing import Any

import uvloop

from composition.gateway.running import run_gateway, run_together
from composition.process import Process
from composition.processes import PROCESSES
from composition.serving import run
from composition.settings import Settings
from composition.web import Web
from composition.worker import Worker
from composition.workers import supervise
from entrypoints.http.server import PortTaken, Serving


async def everything(settings: Settings) -> None:
    """Run all processes as one, behind the gateway, for people at a laptop; nothing internal is served."""
    settings = reachable(settings)
    wanted = [process for process in PROCESSES.values() if process.wanted(settings)]
    with _told_of_taken_ports():
        await run_together(wanted, settings, started=partial(_tell, settings))


def gateway(settings: Settings, *, workers: int) -> int:
    """Run the gateway, for clients, in so many processes; return the exit status."""
    if workers == 1:
        with _told_of_taken_ports():
            _run_quickly(run_gateway(settings, started=partial(_tell, settings)))
        return 0
    settings = reachable(settings)
    web = settings.section(Web)

    def work(worker: Worker) -> None:
        _run_quickly(run_gateway(settings, started=lambda _: None, worker=worker))

    with _told_of_taken_ports():
        return supervise(
            workers, web.host, web.port, work, started=lambda port: _tell(settings, Serving(web.host, port))
        )


def _run_quickly(main: Coroutine[Any, Any, None]) -> None:
    with asyncio.Runner(loop_factory=uvloop.new_event_loop) as runner:
        runner.run(main)


async def one(process: Process, settings: Settings) -> None:
    """Run one process, for the gateway and other services."""
    with _told_of_taken_ports():
        await run(process, settings, started=partial(_tell, settings))


def reachable(settings: Settings) -> Settings:
    """Let signed URLs lead to the port that is really used, unless told otherwise."""
    web = settings.section(Web)
    port = web.port or _free_port(web.host)
    return settings.with_value("PORT", str(port)).with_default("ODDIYA_PUBLIC_URL", f"http://{web.host}:{port}")


@contextmanager
def _told_of_taken_ports() -> Iterator[None]:
    try:
        yield
    except PortTaken as taken:
        sys.exit(f"oddiya: port {taken.port} is taken: stop what uses it, or choose another with PORT={taken.port + 1}")


def _free_port(host: str) -> int:
    with socket.create_server((host, 0)) as probe:
        port: int = probe.getsockname()[1]
        return port


def _tell(settings: Settings, server: Serving) -> None:
    print(
        f"Oddiya is running on the profile {settings.profile.name!r}.\n"
        f"  API reference  {server.url}/docs\n"
        f"  Health         {server.url}/health/ready\n"
        f"  Metrics        {server.url}/metrics\n"
        "Ctrl-C stops it.",
        flush=True,
    )
