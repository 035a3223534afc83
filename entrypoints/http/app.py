"""Makes an application out of routes."""

from collections.abc import Sequence

from aiohttp import web

from entrypoints.http.dispatch import DISPATCH, Dispatch, EveryPath
from entrypoints.http.life import LIFE, Life
from entrypoints.http.openapi import openapi_document
from entrypoints.http.operations import OperationRoutes
from entrypoints.http.parts import Assembly
from entrypoints.http.readiness import Readiness
from entrypoints.http.reference import ReferenceRoutes
from entrypoints.http.service import HttpService
from entrypoints.http.shapes.schema import Schema


def http_app(service: HttpService, routes: Sequence[object], *, document: Schema | None = None) -> web.Application:
    """Return the application that answers these routes, and those that every process has.

    Its reference shows the `document`, which is derived from the routes unless it is given.
    """
    assembly = Assembly(service, Life())
    app = web.Application()
    app[LIFE] = assembly.life
    app[DISPATCH] = dispatch = Dispatch.of((*routes, *_standing_routes(routes, assembly, document)), assembly)

    async def handle(request: web.Request) -> web.StreamResponse:
        return await dispatch.handle(request)

    everything = EveryPath("/")
    everything.add_route("*", handle, expect_handler=_not_yet)
    app.router.register_resource(everything)
    return app


def _standing_routes(routes: Sequence[object], assembly: Assembly, document: Schema | None) -> tuple[object, ...]:
    service = assembly.service
    readiness = Readiness(service.ready_checks, service.ready_deadline, service.ready_kept)
    document = document or openapi_document(
        title=service.title or service.name,
        version=service.version,
        routes=[type(one) for one in routes],
        description=service.description,
        security_schemes=service.security_schemes,
    )
    return (
        OperationRoutes(readiness=readiness, meter=service.meter, life=assembly.life, exposition=service.exposition),
        ReferenceRoutes.of(document),
    )


async def _not_yet(_: web.Request) -> None:
    """Leave `Expect: 100-continue` until the body is wanted: a request that is refused need not send it."""
