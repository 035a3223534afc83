"""Runs processes: opens their ports, serves their routes, works in the background, and stops in good order."""

import asyncio
import signal
from collections.abc import Callable, Sequence
from contextlib import AsyncExitStack
from typing import Any

import structlog

from composition.logging import configure_logging
from composition.opener import Opener, bundle_of
from composition.process import SERVICE, USER, Background, Container, Process, is_internal, security_of, wired
from composition.settings import Settings
from composition.web import TITLE, VERSION, ServiceSecrets, UserAuthentication, Web, WebPorts
from entrypoints.access_token import access_token_authenticator
from entrypoints.ending import ended
from entrypoints.http.app import http_app
from entrypoints.http.caller import Authenticator
from entrypoints.http.server import Serving, serve
from entrypoints.http.service import HttpService
from entrypoints.service_secret import service_authenticator

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


async def http_service(name: str, opener: Opener, routes: Sequence[Any]) -> HttpService:
    """Open what every HTTP application stands on, and what authenticates the callers of these routes."""
    ports = await bundle_of(WebPorts, opener)
    schemes = {scheme for served in routes for scheme in security_of(type(served))}
    authenticators: dict[str, Authenticator] = {}
    if USER in schemes:
        users = await bundle_of(UserAuthentication, opener)
        authenticators[USER] = access_token_authenticator(users.token_verifier, users.revoked_sessions)
    if SERVICE in schemes:
        secrets = opener.settings.section(ServiceSecrets).secrets
        authenticators[SERVICE] = service_authenticator(secrets.texts)
    return HttpService(
        name=name,
        title=TITLE,
        version=VERSION,
        clock=ports.clock,
        ids=ports.ids,
        tracing=ports.tracing,
        meter=ports.meter,
        cursor_key=ports.installation_key,
        ledger=ports.idempotency_ledger,
        authenticators=authenticators,
        ready_checks=opener.checks(),
    )


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
