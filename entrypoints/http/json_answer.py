"""The plain answers: a value as JSON, or nothing."""

from typing import Any

from aiohttp import web
from attrs import frozen
from typing_extensions import override

from entrypoints.http.answers import Answers, standing_headers
from entrypoints.http.exchange import Exchange
from entrypoints.http.operation import Operation
from entrypoints.http.parts import Assembly, Output, Present
from entrypoints.http.route import Route


@frozen
class JsonOutput(Output):
    """A value, written as JSON."""

    kind: Any

    @override
    def presenter(self, route: Route, assembly: Assembly) -> Present:
        make, status = Answers.of_json(assembly, self.kind).whole, route.status[0]

        async def present(_: Exchange, value: object) -> web.StreamResponse:
            return make(value, status)

        return present

    @override
    def publish(self, route: Route, operation: Operation) -> None:
        schema = operation.schemas.of(self.kind, "output")
        operation.answer(route.status[0], content={"application/json": schema})


@frozen
class NothingOutput(Output):
    """No body at all."""

    answers = (type(None),)

    @override
    def presenter(self, route: Route, assembly: Assembly) -> Present:
        headers, status = standing_headers(assembly.service.name, None), _status(route)

        async def present(_: Exchange, __: object) -> web.StreamResponse:
            return web.Response(status=status, headers=headers)

        return present

    @override
    def publish(self, route: Route, operation: Operation) -> None:
        operation.answer(_status(route))


def _status(route: Route) -> int:
    return 204 if route.status[0] == 200 else route.status[0]  # noqa: PLR2004 - 200 is what a route has by default
