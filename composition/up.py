"""Starts processes and tells whoever is at the terminal where they are."""

import socket
import sys

from composition.process import Process
from composition.processes import PROCESSES
from composition.serving import run
from composition.settings import Settings
from composition.web import Web
from entrypoints.http.server import PortTaken, Serving


async def everything(settings: Settings) -> None:
    """Run all processes as one, for people at a laptop; what only services may ask is not served."""
    settings = reachable(settings)
    wanted = [process for process in PROCESSES.values() if process.wanted(settings)]
    await _run(wanted, settings, name="oddiya", internal=False)


async def one(process: Process, settings: Settings) -> None:
    """Run one process, for clients and other services."""
    await _run([process], settings, name=process.name, internal=True)


def reachable(settings: Settings) -> Settings:
    """Let signed URLs lead to the port that is really used, unless told otherwise."""
    web = settings.section(Web)
    port = web.port or _free_port(web.host)
    return settings.with_value("PORT", str(port)).with_default("ODDIYA_PUBLIC_URL", f"http://{web.host}:{port}")


async def _run(processes: list[Process], settings: Settings, *, name: str, internal: bool) -> None:
    try:
        await run(processes, settings, name=name, internal=internal, started=lambda server: _tell(server, settings))
    except PortTaken as taken:
        sys.exit(f"oddiya: port {taken.port} is taken: stop what uses it, or choose another with PORT={taken.port + 1}")


def _free_port(host: str) -> int:
    with socket.create_server((host, 0)) as probe:
        port: int = probe.getsockname()[1]
        return port


def _tell(server: Serving, settings: Settings) -> None:
    print(
        f"Oddiya is running on the profile {settings.profile.name!r}.\n"
        f"  API reference  {server.url}/docs\n"
        f"  Health         {server.url}/health/ready\n"
        f"  Metrics        {server.url}/metrics\n"
        "Ctrl-C stops it.",
        flush=True,
    )
