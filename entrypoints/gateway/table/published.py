"""What the table adds to the published document: other paths, and what the gateway itself refuses."""

from typing import Final

from core.errors import OddiyaError
from core.identity.model.errors import InvalidAccessToken
from entrypoints.gateway.passing.allowance import LimitReached
from entrypoints.gateway.table.routing import Routing
from entrypoints.gateway.table.row import Row
from entrypoints.gateway.upstream.refusals import (
    ServiceDown,
    UpstreamBroke,
    UpstreamFull,
    UpstreamRefused,
    UpstreamSlow,
)
from entrypoints.http.openapi import Before, WhatStandsBefore
from entrypoints.http.refusals import BadRequest

BY_ALL: Final[tuple[type[OddiyaError], ...]] = (
    BadRequest,
    UpstreamRefused,
    UpstreamBroke,
    UpstreamFull,
    ServiceDown,
    UpstreamSlow,
)


def standing_before(routing: Routing) -> WhatStandsBefore:
    """Return what tells of a path what the table says of it."""

    def before(path: str) -> Before:
        found = routing.find(path, tuple(path[1:].split("/")))
        if found is None:
            raise ValueError(f"{path} is published, but nothing in the table leads there")
        row, _ = found
        return Before(
            aliases=tuple(alias + path.removeprefix(row.prefix) for alias in row.also),
            refusals=(*BY_ALL, *_by(row)),
        )

    return before


def _by(row: Row) -> tuple[type[OddiyaError], ...]:
    limited = () if row.limit == "none" else (LimitReached,)
    return (*limited, InvalidAccessToken) if row.access == "user" else limited
