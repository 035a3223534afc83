"""Sends each request to the front of its route and method."""

from collections.abc import Awaitable, Iterable, Mapping
from typing import Final

from aiohttp import hdrs, web
from aiohttp.http import HttpVersion10, HttpVersion11
from attrs import evolve, frozen
from typing_extensions import override

from entrypoints.http.contract import contracts_of
from entrypoints.http.endpoint import Endpoint
from entrypoints.http.exchange import Exchange
from entrypoints.http.parts import Assembly
from entrypoints.http.place import NOWHERE, OTHER_METHODS, Fronts, Place
from entrypoints.http.refusals import BadRequest, Refusal
from entrypoints.http.routing import Routing

VERSIONS: Final = (HttpVersion11, HttpVersion10)
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
        if request.version not in VERSIONS:
            return self.refuse(request, BadRequest())
        fronts, parameters = self._routing.find(request.rel_url.raw_path) or (self._nowhere, NO_PARAMETERS)
        front = fronts.get(request.method) or fronts[OTHER_METHODS]
        return front.handle(request, parameters)

    async def refuse(self, request: web.BaseRequest, refusal: Refusal) -> web.StreamResponse:
        """Answer what is not a request that can be understood, and hang up."""

        async def answer(_: Exchange) -> web.StreamResponse:
            raise refusal

        response = await evolve(self._nowhere[OTHER_METHODS], answer=answer).handle(request, NO_PARAMETERS)
        response.headers[hdrs.CONNECTION] = "close"
        response.force_close()
        return response


DISPATCH = web.AppKey("dispatch", Dispatch)


class EveryPath(web.PlainResource):
    """The one resource that aiohttp's router has; also `*` and `host:port` match."""

    @override
    def _match(self, path: str) -> dict[str, str] | None:
        return {}
