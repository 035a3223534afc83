"""Makes an application out of routes."""

from collections.abc import Sequence

from aiohttp import web

from entrypoints.http.dispatch import DISPATCH, Dispatch, EveryPath
from entrypoints.http.life import LIFE, Life
from entrypoints.http.parts import Assembly
from entrypoints.http.service import HttpService


def http_app(service: HttpService, routes: Sequence[object]) -> web.Application:
    """Return the application that answers these routes, and those that every process has."""
    assembly = Assembly(service, Life())
    app = web.Application()
    app[LIFE] = assembly.life
    app[DISPATCH] = dispatch = Dispatch.of(routes, assembly)

    async def handle(request: web.Request) -> web.StreamResponse:
        return await dispatch.handle(request)

    everything = EveryPath("/")
    everything.add_route("*", handle, expect_handler=_not_yet)
    app.router.register_resource(everything)
    return app


async def _not_yet(_: web.Request) -> None:
    """Leave `Expect: 100-continue` until the body is wanted: a request that is refused need not send it."""
