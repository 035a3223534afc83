"""Queries: each field of a type is a parameter."""

from collections.abc import Iterable
from typing import Any, Final

from attrs import frozen
from typing_extensions import override

from core.errors import Fault
from entrypoints.http.exchange import Exchange
from entrypoints.http.operation import Operation
from entrypoints.http.parts import Assembly, ContractError, Input, Take
from entrypoints.http.refusals import Malformed
from entrypoints.http.route import Route
from entrypoints.http.shapes.dialect import fields_of
from entrypoints.http.shapes.faults import escaped
from entrypoints.http.shapes.notes import noted
from entrypoints.http.shapes.sorts import Sort, sort_of
from entrypoints.http.shapes.unions import without_none

IN_QUERY: Final = "/query"
FLAT: Final = (Sort.SCALAR, Sort.CHOICE)


@frozen
class QueryInput(Input):
    """A query that is read into an attrs class."""

    kind: type
    refusals = (Malformed,)

    @property
    @override
    def query_names(self) -> frozenset[str]:
        return frozenset(one.name for one in fields_of(self.kind))

    @override
    def taker(self, route: Route, assembly: Assembly) -> Take:
        read, names, arrays = assembly.reading.of_text(self.kind, root=IN_QUERY), self.query_names, arrays_of(self.kind)

        def take(exchange: Exchange) -> Any:
            mine = ((name, value) for name, value in exchange.request.query.items() if name in names)
            return read(texts_of(mine, arrays, root=IN_QUERY))

        return take

    @override
    def publish(self, route: Route, operation: Operation) -> None:
        arrays_of(self.kind)
        for one in operation.schemas.fields(self.kind, "input"):
            # There is no null in a query: what may be None is left out.
            schema = {**operation.schemas.of(_present(one.kind), "input")}
            if "default" in one.schema:
                schema["default"] = one.schema["default"]
            operation.parameter(one.name, "query", schema, required=one.required)


def texts_of(pairs: Iterable[tuple[str, str]], arrays: frozenset[str], *, root: str) -> dict[str, str | list[str]]:
    """Put names and values together; only an array's name may come twice."""
    texts: dict[str, Any] = {}
    for name, value in pairs:
        if name in arrays:
            texts.setdefault(name, []).append(value)
        elif name in texts:
            raise Malformed(faults=(Fault(f"{root}/{escaped(name)}", "must be given once"),))
        else:
            texts[name] = value
    return texts


def arrays_of(kind: type) -> frozenset[str]:
    """Return the fields of a class that are arrays; refuse a class that a row of texts cannot be read into."""
    sorts = {one.name: sort_of(noted(_present(one.type)).kind) for one in fields_of(kind)}
    for name, sort in sorts.items():
        if sort not in (*FLAT, Sort.ARRAY):
            raise ContractError(f"{kind.__name__}.{name} cannot stand in a query or a form")
    return frozenset(name for name, sort in sorts.items() if sort is Sort.ARRAY)


def _present(annotation: Any) -> Any:
    kind = noted(annotation).kind
    return without_none(kind) if sort_of(kind) is Sort.OPTIONAL else annotation
