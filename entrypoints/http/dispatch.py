"""Sends each request to the front of its route and method."""

from collections.abc import Awaitable, Iterable, Mapping
from typing import Final

from aiohttp import web
from attrs import evolve, frozen
from typing_extensions import override

from entrypoints.http.contract import contracts_of
from entrypoints.http.endpoint import Endpoint
from entrypoints.http.exchange import Exchange
from entrypoints.http.parts import Assembly
from entrypoints.http.place import NOWHERE, OTHER_METHODS, Fronts, Place
from entrypoints.http.refusals import Refusal
from entrypoints.http.routing import Routing

NO_PARAMETERS: Final[Mapping[str, str]] = {}


@frozen
class Dispatch:
    """Knows all routes of an application."""

    _routing: Routing[Fronts]
    _nowhere: Fronts

    @classmethod
    def of(cls, routes: Iterable[object], assembly: Assembly) -> "Dispatch":
        """Put the routes of routes classes together."""
        places: dict[str, Place] = {}
        for instance in routes:
            for contract in contracts_of(type(instance)):
                endpoint = Endpoint.of(contract, instance, assembly)
                for path in (contract.route.path, *contract.route.aliases):
                    place = places.setdefault(path, Place(contract.route.template, assembly))
                    place.add(contract.route.method, endpoint)
        routing: Routing[Fronts] = Routing()
        for path, place in places.items():
            routing.add(path, place.fronts())
        return cls(routing, Place(NOWHERE, assembly).fronts())

    def handle(self, request: web.BaseRequest) -> Awaitable[web.StreamResponse]:
        """Answer a request."""
        fronts, parameters = self._routing.find(request.rel_url.raw_path) or (self._nowhere, NO_PARAMETERS)
        front = fronts.get(request.method) or fronts[OTHER_METHODS]
        return front.handle(request, parameters)

    async def refuse(self, request: web.BaseRequest, refusal: Refusal) -> web.StreamResponse:
        """Answer what could not be read as a request."""

        async def answer(_: Exchange) -> web.StreamResponse:
            raise refusal

        return await evolve(self._nowhere[OTHER_METHODS], answer=answer).handle(request, NO_PARAMETERS)


DISPATCH = web.AppKey("dispatch", Dispatch)


class EveryPath(web.PlainResource):
    """The one resource that aiohttp's router has; also `*` and `host:port` match."""

    @override
    def _match(self, path: str) -> dict[str, str] | None:
        return {}
