"""Runs stand-ins: one for each outside service, on a port of this machine."""

from collections.abc import AsyncIterator, Mapping, Sequence
from contextlib import asynccontextmanager
from importlib import import_module
from typing import Protocol

from aiohttp import web

from tests.standins.behaviour import OVER, Behaviour

# By their modules, each with a function `standin()`.
MODULES = ("kakao", "tourapi", "openweather", "exchangerate", "bedrock", "openai")


class StandIn(Protocol):
    """One service as we know it from outside."""

    behaviour: Behaviour

    def application(self) -> web.Application:
        """Return what answers; made by `behaving(self.behaviour, …)`."""
        ...

    def settings(self, url: str) -> Mapping[str, str]:
        """Return the settings with which Oddiya uses it."""
        ...


def every_standin() -> Sequence[StandIn]:
    """Return one stand-in for each service, in the order of their ports."""
    standins: list[StandIn] = [import_module(f"tests.standins.{name}").standin() for name in MODULES]
    return standins


@asynccontextmanager
async def serve(standin: StandIn, *, port: int = 0) -> AsyncIterator[str]:
    """Serve for as long as the block lasts; the value is the URL."""
    application = standin.application()
    runner = web.AppRunner(application, access_log=None, shutdown_timeout=0.2)
    await runner.setup()
    try:
        await web.TCPSite(runner, "127.0.0.1", port).start()
        yield f"http://127.0.0.1:{runner.addresses[0][1]}"
    finally:
        if OVER in application:
            application[OVER].set()
        await runner.cleanup()
