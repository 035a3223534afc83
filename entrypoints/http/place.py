"""One path: what answers each method there, and what is said to the others."""

from collections.abc import Mapping
from typing import Final

from aiohttp import hdrs, web
from attrs import Factory, frozen

from entrypoints.http.answers import standing_headers
from entrypoints.http.endpoint import Endpoint
from entrypoints.http.exchange import Exchange
from entrypoints.http.front import Answer, Front
from entrypoints.http.merge_patch import MERGE_PATCH
from entrypoints.http.parts import Assembly, ContractError
from entrypoints.http.problem_answers import ProblemAnswers
from entrypoints.http.refusals import MethodNotAllowed, NoSuchRoute

METHODS: Final = ("GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS", "TRACE", "CONNECT")
OTHER_METHODS: Final = "_OTHER"
NOWHERE: Final = "unmatched"

Fronts = Mapping[str, Front]


@frozen
class Place:
    """A path of the application and its endpoints by method; nowhere is a place without any."""

    template: str
    _assembly: Assembly
    _endpoints: dict[str, Endpoint] = Factory(dict)

    def add(self, method: str, endpoint: Endpoint) -> None:
        """Let an endpoint answer a method."""
        if method in self._endpoints:
            raise ContractError(f"{method} {self.template} is declared twice")
        self._endpoints[method] = endpoint
        if method == "GET":
            self.add("HEAD", endpoint)

    def fronts(self) -> Fronts:
        """Return what stands before each method; there are but so many, lest strangers invent metrics."""
        return {method: self._front(method) for method in (*METHODS, OTHER_METHODS)}

    def _front(self, method: str) -> Front:
        answer, problems = self._answer(method)
        return Front(
            method=method,
            route=self.template,
            answer=answer,
            problems=problems,
            service=self._assembly.service,
            life=self._assembly.life,
        )

    def _answer(self, method: str) -> tuple[Answer, ProblemAnswers]:
        if method in self._endpoints:
            return self._endpoints[method].answer, self._endpoints[method].problems
        problems = ProblemAnswers(self._assembly.service.name)
        if not self._endpoints:
            return _nothing_here, problems
        return (self._options if method == "OPTIONS" else self._refuse), problems

    async def _options(self, _: Exchange) -> web.StreamResponse:
        headers = standing_headers(self._assembly.service.name, None)
        headers[hdrs.ALLOW] = self._allowed()
        if "PATCH" in self._endpoints:
            headers["Accept-Patch"] = MERGE_PATCH
        return web.Response(status=204, headers=headers)

    async def _refuse(self, _: Exchange) -> web.StreamResponse:
        raise MethodNotAllowed(allow=self._allowed())

    def _allowed(self) -> str:
        return ", ".join((*self._endpoints, "OPTIONS"))


async def _nothing_here(_: Exchange) -> web.StreamResponse:
    raise NoSuchRoute
