"""Path parameters."""

from typing import Any

from attrs import frozen
from typing_extensions import override

from entrypoints.http.exchange import Exchange
from entrypoints.http.operation import Operation
from entrypoints.http.parts import Assembly, ContractError, Input, Take
from entrypoints.http.query import FLAT
from entrypoints.http.refusals import Malformed, NoSuchRoute
from entrypoints.http.route import Route
from entrypoints.http.shapes.notes import noted
from entrypoints.http.shapes.sorts import sort_of


@frozen
class PathInput(Input):
    """One segment of the path; where it cannot be read, there is nothing at the path."""

    kind: Any
    refusals = (NoSuchRoute,)

    @override
    def taker(self, route: Route, assembly: Assembly) -> Take:
        read, name = assembly.reading.of_text(self.kind, root=""), self.name

        def take(exchange: Exchange) -> Any:
            try:
                return read(exchange.parameters[name])
            except Malformed as error:
                raise NoSuchRoute from error

        return take

    @override
    def publish(self, route: Route, operation: Operation) -> None:
        if sort_of(noted(self.kind).kind) not in FLAT:
            raise ContractError(f"{self.kind} cannot stand in a path")
        operation.parameter(self.name, "path", operation.schemas.of(self.kind, "input"), required=True)
