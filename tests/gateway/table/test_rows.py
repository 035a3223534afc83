"""The routing table and the services: all that they publish is reached as they mean it, and nothing else."""

import pytest
from attrs import frozen
from typing_extensions import override

from composition.process import SERVICE
from composition.processes import PROCESSES
from entrypoints.gateway.table.routing import Routing
from entrypoints.gateway.table.row import GATEWAY, Row
from entrypoints.gateway.table.rows import ROWS
from entrypoints.http.operations import OperationRoutes
from entrypoints.http.reference import ReferenceRoutes
from entrypoints.http.route import Route, routes_of

ROUTING = Routing.of(ROWS)


@frozen
class Served:
    """A route and the process that answers it."""

    service: str
    route: Route

    @override
    def __str__(self) -> str:
        return f"{self.route.method} {self.route.path}"

    @property
    def path(self) -> str:
        return self.route.path.replace(":.+}", "}")


def of(service: str, routes: type) -> list[Served]:
    return [Served(service, route) for route, _ in routes_of(routes)]


SERVED = [
    *(one for process in PROCESSES.values() for routes in process.routes for one in of(process.name, routes)),
    *(one for routes in (OperationRoutes, ReferenceRoutes) for one in of(GATEWAY, routes)),
]
PUBLIC = [one for one in SERVED if one.route.security != SERVICE]
INTERNAL = [one for one in SERVED if one.route.security == SERVICE]


def segments(path: str) -> tuple[str, ...]:
    return tuple(path[1:].split("/"))


@pytest.mark.parametrize("served", PUBLIC, ids=str)
def test_each_route_is_reached_at_its_own_service_and_asks_for_a_token_if_it_must(served: Served) -> None:
    found = ROUTING.find(served.path, segments(served.path))
    assert found is not None
    row, path = found
    assert (row.service, path, row.access) == (served.service, served.path, served.route.security)


@pytest.mark.parametrize("served", PUBLIC, ids=str)
def test_no_row_takes_less_than_the_route_behind_it(served: Served) -> None:
    found = ROUTING.find(served.path, segments(served.path))
    assert found is not None
    assert found[0].body_limit >= served.route.body_limit or served.route.method in {"GET", "DELETE"}


@pytest.mark.parametrize("served", INTERNAL, ids=str)
def test_hd_5_what_only_services_may_ask_is_nowhere(served: Served) -> None:
    assert ROUTING.find(served.path, segments(served.path)) is None


ALIASES = [(row, alias) for row in ROWS for alias in row.also]


@pytest.mark.parametrize(("row", "alias"), ALIASES, ids=[alias for _, alias in ALIASES])
@pytest.mark.parametrize("rest", ["", "/a%20b", "/x/y"])
def test_an_original_path_leads_to_the_same_row_and_the_service_sees_its_own(row: Row, alias: str, rest: str) -> None:
    path = alias + rest
    if (found := ROUTING.find(path, segments(path))) and found[0] != row:
        pytest.fail(f"{path} leads to {found[0].prefix}")
    assert found == (row, row.prefix + rest)


def test_every_original_path_of_the_specification_has_a_row() -> None:
    originals = {
        "/api/auth/oauth2/token": "/oauth2/token",
        "/api/auth/oauth2/authorize/google": "/oauth2/authorize/google",
        "/api/auth/login": "/api/v1/auth/login",
        "/api/auth/password-reset/confirm": "/api/v1/auth/password-reset/confirm",
        "/api/users/me": "/api/v1/users/me",
        "/users/me": "/api/v1/users/me",
        "/users/me/export": "/api/v1/users/me/export",
        "/api/users/me/identities/kakao": "/api/v1/users/me/identities/kakao",
    }
    for original, own in originals.items():
        found = ROUTING.find(original, segments(original))
        assert found is not None
        assert found[1] == own


@pytest.mark.parametrize(
    "path",
    [
        "/internal", "/internal/users", "/api/users", "/api/users/internal", "/api/v1/users", "/api/v1/users/other",
        "/api/authX", "/api/auth-internal", "/API/auth/login", "/api/v1", "/api", "/metricsx", "/users/me2", "/x",
    ],
)  # fmt: skip
def test_nothing_else_is_anywhere(path: str) -> None:
    assert ROUTING.find(path, segments(path)) is None


def test_the_root_is_nowhere() -> None:
    assert ROUTING.find("/", ()) is None


PAST = {
    "without an alias of its own": [Row(prefix="/a", service="x", also=("/old/a",)), Row(prefix="/a/b", service="y")],
    "with an alias elsewhere": [
        Row(prefix="/a", service="x", also=("/old/a",)),
        Row(prefix="/a/b/c", service="y", also=("/old/c",)),
    ],
    "with one of two aliases": [
        Row(prefix="/a", service="x", also=("/old", "/older")),
        Row(prefix="/a/b", service="y", also=("/old/b",)),
    ],
    "whose alias is there": [
        Row(prefix="/a", service="x", also=("/old",)),
        Row(prefix="/b", service="y", also=("/a/b",)),
    ],
    "where the alias leads elsewhere": [
        Row(prefix="/a", service="x", also=("/old",)),
        Row(prefix="/a/b", service="y"),
        Row(prefix="/old/b", service="z"),
    ],
    "named first": [Row(prefix="/a/b", service="y"), Row(prefix="/a", service="x", also=("/old",))],
    "which asks for a token": [
        Row(prefix="/a", service="x", access="public", also=("/old",)),
        Row(prefix="/a/b", service="x", access="user"),
    ],
}


@pytest.mark.parametrize("rows", PAST.values(), ids=PAST)
def test_no_alias_leads_past_a_narrower_row(rows: list[Row]) -> None:
    with pytest.raises(
        ValueError, match=r"^/old\S* does not lead where /a/b\S* does$|^/older/b does not lead where /a/b"
    ):
        Routing.of(rows)


def test_aliases_that_lead_where_the_own_spellings_do_are_fine() -> None:
    rows = (
        Row(prefix="/a", service="x", also=("/old", "/older/a")),
        Row(prefix="/a/b", service="y", also=("/old/b", "/older/a/b", "/elsewhere")),
        Row(prefix="/ab", service="z"),
        Row(prefix="/c", service="z", also=("/old/c",)),
    )
    assert Routing.of(rows).find("/old/b/1", ("old", "b", "1")) == (rows[1], "/a/b/1")


def test_a_prefix_stands_in_the_table_once() -> None:
    with pytest.raises(ValueError, match="/a/b stands in the table twice"):
        Routing.of((Row(prefix="/a/b", service="x"), Row(prefix="/c", service="y", also=("/a/b",))))
