"""Finding places by paths."""

from collections.abc import Mapping

import pytest

from entrypoints.http.routing import Routing

PATHS = (
    "/",
    "/things",
    "/things/{thing_id}",
    "/things/{id}/stops",
    "/things/{id}/stops/{stop}",
    "/things/new",
    "/files/{key:.+}",
    "/files",
)


@pytest.fixture
def routing() -> Routing[str]:
    routing: Routing[str] = Routing()
    for path in PATHS:
        routing.add(path, path)
    return routing


@pytest.mark.parametrize(
    ("path", "place", "values"),
    [
        ("/", "/", {}),
        ("/things", "/things", {}),
        ("/things/a", "/things/{thing_id}", {"thing_id": "a"}),
        ("/things/a/stops", "/things/{id}/stops", {"id": "a"}),
        ("/things/a/stops/b", "/things/{id}/stops/{stop}", {"id": "a", "stop": "b"}),
        ("/things/new", "/things/new", {}),
        ("/things/%2e%2e", "/things/{thing_id}", {"thing_id": ".."}),
        ("/things/a%2Fb", "/things/{thing_id}", {"thing_id": "a/b"}),
        ("/things/%EA%B2%BD", "/things/{thing_id}", {"thing_id": "경"}),
        ("/files/a", "/files/{key:.+}", {"key": "a"}),
        ("/files/a/b/", "/files/{key:.+}", {"key": "a/b/"}),
        ("/files", "/files", {}),
    ],
)
def test_a_path_names_a_place(routing: Routing[str], path: str, place: str, values: Mapping[str, str]) -> None:
    assert routing.find(path) == (place, values)


@pytest.mark.parametrize(
    "path",
    [
        "",
        "*",
        "things",
        "//",
        "//things",
        "/things/",
        "/things//stops",
        "/things/a/",
        "/things/new/stops",
        "/files/",
        "/things/%ff",
        "/things/%ED%A0%80",
        "/files/%c0%ae",
        "/%74hings",
        "/things/a/stops/b/c",
        "/x",
        "/THINGS",
    ],
)
def test_other_paths_name_nothing(routing: Routing[str], path: str) -> None:
    assert routing.find(path) is None
