"""A contract put to work: authenticate, take what the handler needs, call it, present what it returns."""

from collections.abc import Awaitable, Callable, Mapping
from typing import Any

from aiohttp import web
from attrs import frozen
from structlog.contextvars import bind_contextvars

from core.errors import Fault, OddiyaError
from entrypoints.http.caller import PUBLIC, Authenticator
from entrypoints.http.contract import Contract
from entrypoints.http.exchange import Exchange
from entrypoints.http.idempotency import SERVER_ERROR, Idempotency
from entrypoints.http.intake import Intake
from entrypoints.http.parts import Assembly, ContractError, Present, Take
from entrypoints.http.problem_answers import ProblemAnswers
from entrypoints.http.problems import problem_json, status_of
from entrypoints.http.query import IN_QUERY
from entrypoints.http.refusals import Malformed
from entrypoints.http.shapes.faults import escaped


@frozen(kw_only=True)
class Endpoint:
    """Answers the requests of one route."""

    _authenticate: Authenticator | None
    _intake: Intake | None
    _query_names: frozenset[str] | None
    _takers: tuple[tuple[str, Take], ...]
    _handler: Callable[..., Awaitable[Any]]
    _present: Present
    _idempotency: Idempotency | None
    problems: ProblemAnswers

    @classmethod
    def of(cls, contract: Contract, routes: object, assembly: Assembly) -> "Endpoint":
        """Put a contract to work on an instance of the routes class that declares it."""
        route = contract.route
        return cls(
            authenticate=_authenticator(contract, assembly),
            intake=_intake(contract, assembly),
            query_names=contract.query_names,
            takers=tuple((one.name, one.taker(route, assembly)) for one in contract.inputs),
            handler=contract.handler.__get__(routes),
            present=_presenter(contract, assembly),
            idempotency=_idempotency(contract, assembly),
            problems=ProblemAnswers(assembly.service.name, route.problem_format or problem_json),
        )

    async def answer(self, exchange: Exchange) -> web.StreamResponse:
        """Answer one request, or raise why not."""
        if self._authenticate is not None:
            exchange.caller = await self._authenticate(exchange.info)
            bind_contextvars(user_id=exchange.caller.user_id)
        if exchange.request.rel_url.raw_query_string and self._query_names is not None:
            self._check_query(exchange, self._query_names)
        if self._intake is not None and not self._intake.has_all(exchange):
            await self._intake.wait(exchange)
        arguments = {name: take(exchange) for name, take in self._takers}
        if self._idempotency is None:
            return await self._present(exchange, await self._handler(**arguments))
        return await self._idempotency.once(exchange, lambda: self._carry_out(exchange, arguments))

    async def _carry_out(self, exchange: Exchange, arguments: Mapping[str, Any]) -> web.StreamResponse:
        try:
            return await self._present(exchange, await self._handler(**arguments))
        except OddiyaError as error:
            # A refusal is an answer like any other, and the same one next time; a failure is none.
            if exchange.begun or status_of(type(error)) >= SERVER_ERROR:
                raise
            return self.problems.of(exchange, error)

    def _check_query(self, exchange: Exchange, names: frozenset[str]) -> None:
        if unknown := sorted(set(exchange.request.query) - names):
            raise Malformed(faults=tuple(Fault(f"{IN_QUERY}/{escaped(name)}", "is not known here") for name in unknown))


def _authenticator(contract: Contract, assembly: Assembly) -> Authenticator | None:
    security = contract.route.security
    if security == PUBLIC:
        return None
    if security not in assembly.service.authenticators:
        raise ContractError(f"{contract.route.path}: the service has no authenticator called {security}")
    return assembly.service.authenticators[security]


def _intake(contract: Contract, assembly: Assembly) -> Intake | None:
    return None if contract.body is None else contract.body.intake(contract.route, assembly)


def _idempotency(contract: Contract, assembly: Assembly) -> Idempotency | None:
    route, service = contract.route, assembly.service
    if route.idempotency is None:
        return None
    if service.ledger is None:
        raise ContractError(f"{route.path}: Idempotency-Key needs a ledger")
    return Idempotency(route=route, ledger=service.ledger, lease=service.idempotency_lease, server=service.name)


def _presenter(contract: Contract, assembly: Assembly) -> Present:
    made = [(one.answers, one.presenter(contract.route, assembly)) for one in contract.outputs]
    if len(made) == 1:
        return made[0][1]
    by_type = {answered: present for answers, present in made for answered in answers}

    async def present(exchange: Exchange, value: Any) -> web.StreamResponse:
        return await (by_type.get(type(value)) or by_type[object])(exchange, value)

    return present
