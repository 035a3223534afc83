"""Derives the OpenAPI 3.1 document from routes classes; no instance is needed and no port is opened."""

import inspect
from collections import defaultdict
from collections.abc import Callable, Mapping, Sequence
from typing import Final

from attrs import frozen

from core.errors import OddiyaError
from entrypoints.http.caller import PUBLIC
from entrypoints.http.contract import Contract, contracts_of
from entrypoints.http.idempotency_key import publish_key
from entrypoints.http.operation import Operation
from entrypoints.http.operations import OperationRoutes
from entrypoints.http.problems import problem_json
from entrypoints.http.shapes.schema import Schema, Schemas

BEARER: Final[Schema] = {"type": "http", "scheme": "bearer", "bearerFormat": "JWT"}


@frozen(kw_only=True)
class Before:
    """What stands before a route on the way in: other paths that lead to it, and what may be refused there."""

    aliases: tuple[str, ...] = ()
    refusals: tuple[type[OddiyaError], ...] = ()


WhatStandsBefore = Callable[[str], Before]
"""Tells it of a route's path."""


def nothing(_: str) -> Before:
    """Let nothing stand before routes."""
    return Before()


def openapi_document(
    *,
    title: str,
    version: str,
    routes: Sequence[type],
    description: str = "",
    security_schemes: Mapping[str, Mapping[str, object]] | None = None,
    before: WhatStandsBefore = nothing,
) -> Schema:
    """Return the document of these routes and of those that every process has.

    A scheme that `security_schemes` does not describe is a bearer token.
    """
    contracts = [
        one for routes_class in (*routes, OperationRoutes) for one in contracts_of(routes_class) if not one.route.hidden
    ]
    schemas = Schemas()
    paths: dict[str, Schema] = defaultdict(dict)
    for contract in contracts:
        paths[contract.route.template][contract.route.method.lower()] = _operation(
            contract, schemas, before(contract.route.template)
        )
    schemes = {name: (security_schemes or {}).get(name, BEARER) for name in _schemes(contracts)}
    return {
        "openapi": "3.1.1",
        "info": {"title": title, "version": version, **({"description": description} if description else {})},
        "tags": [{"name": name} for name in dict.fromkeys(tag for one in contracts for tag in one.route.tags)],
        "paths": schemas.components.spelt_out(dict(paths)),
        "components": {"schemas": schemas.components.schemas(), "securitySchemes": schemes},
    }


def _operation(contract: Contract, schemas: Schemas, before: Before) -> Schema:
    route = contract.route
    operation = Operation(schemas, route.problem_format or problem_json)
    contract.publish(operation)
    operation.refuse(before.refusals)
    if route.idempotency is not None:
        publish_key(operation, required=route.idempotency == "required")
    summary, description = _told(contract, (*contract.route.aliases, *before.aliases))
    return {
        "operationId": contract.handler.__name__,
        "tags": list(route.tags),
        "summary": summary,
        **({"description": description} if description else {}),
        "security": [] if route.security == PUBLIC else [{route.security: []}],
        **operation.document(),
    }


def _told(contract: Contract, others: Sequence[str]) -> tuple[str, str]:
    summary, _, rest = inspect.cleandoc(contract.handler.__doc__ or "").partition("\n")
    aliases = [f"Also at {', '.join(f'`{alias}`' for alias in others)}."]
    return summary.rstrip("."), "\n\n".join([rest.strip()] * bool(rest.strip()) + aliases * bool(others))


def _schemes(contracts: Sequence[Contract]) -> list[str]:
    return sorted({one.route.security for one in contracts} - {PUBLIC})
