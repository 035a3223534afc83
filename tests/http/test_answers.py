"""How handlers' results become answers."""

import pytest
from aiohttp import ClientSession
from yarl import URL

from tests.http.asking import problem_in


async def test_a_value_is_answered_as_json(client: ClientSession) -> None:
    async with client.get("/things/abc") as answer:
        assert answer.status == 200
        assert answer.headers["Content-Type"] == "application/json"
        assert await answer.json() == {"thing_id": "abc", "made_at": "2025-05-01T09:30:00Z"}


async def test_none_is_answered_with_204_and_no_body(client: ClientSession) -> None:
    async with client.delete("/things/abc") as answer:
        assert answer.status == 204
        assert await answer.read() == b""
        assert "Content-Type" not in answer.headers


async def test_a_reply_brings_its_status_and_headers(client: ClientSession) -> None:
    key = {"Idempotency-Key": "0198c0de-0000-7000-8000-000000000001"}
    async with client.post("/jobs", json={"label": "a"}, headers=key) as answer:
        assert answer.status == 202
        assert answer.headers["Location"] == "/jobs/1"
        assert await answer.json() == {"label": "a", "parts": []}


async def test_a_redirect_sends_the_browser_on_and_others_are_told(client: ClientSession) -> None:
    browser = {"Accept": "text/html,application/xhtml+xml,*/*;q=0.8"}
    async with client.get("/sign-in/google", headers=browser, allow_redirects=False) as answer:
        assert answer.status == 302
        assert answer.headers["Location"] == "https://google.example/authorize"
    async with client.get("/sign-in/google", headers={"Accept": "application/json"}) as answer:
        assert await answer.json() == {"url": "https://google.example/authorize"}


async def test_an_expected_error_is_a_problem(client: ClientSession) -> None:
    async with client.get("/things/missing") as answer:
        problem = await problem_in(answer, 404, "thing-not-found")
        assert problem["detail"] == "there is no thing missing"
        assert problem["title"] == "There is no such thing"
        assert problem["errors"] == []


async def test_head_is_get_without_the_body(client: ClientSession) -> None:
    async with client.get("/things/abc") as got, client.head("/things/abc") as answer:
        assert answer.status == 200
        assert answer.headers["Content-Length"] == got.headers["Content-Length"]
        assert answer.headers["ETag"] == got.headers["ETag"]
        assert await answer.read() == b""


async def test_head_of_an_error_is_the_error_without_the_body(client: ClientSession) -> None:
    async with client.head("/things/missing") as answer:
        assert answer.status == 404
        assert answer.headers["Content-Type"] == "application/problem+json"
        assert await answer.read() == b""


async def test_options_tells_the_methods_and_the_patch_format(client: ClientSession) -> None:
    async with client.options("/things/abc") as answer:
        assert answer.status == 204
        assert set(answer.headers["Allow"].split(", ")) == {"GET", "HEAD", "DELETE", "OPTIONS"}
        assert "Accept-Patch" not in answer.headers
    async with client.options("/profile") as answer:
        assert answer.headers["Accept-Patch"] == "application/merge-patch+json"


@pytest.mark.parametrize("method", ["POST", "PUT", "PATCH", "TRACE", "PURGE"])
async def test_another_method_is_405_and_told_what_is_allowed(client: ClientSession, method: str) -> None:
    async with client.request(method, "/things/abc") as answer:
        await problem_in(answer, 405, "method-not-allowed")
        assert set(answer.headers["Allow"].split(", ")) == {"GET", "HEAD", "DELETE", "OPTIONS"}


OTHER_PATHS = ["/nothing", "/things/", "/things//", "//things", "/things/a/b/c", "/%74hings", "/THINGS", "/things/%ff"]


@pytest.mark.parametrize("path", OTHER_PATHS)
@pytest.mark.parametrize("method", ["GET", "POST", "OPTIONS"])
async def test_nothing_is_at_other_paths(service_url: str, method: str, path: str) -> None:
    url = URL(service_url + path, encoded=True)
    async with ClientSession() as client, client.request(method, url) as answer:
        await problem_in(answer, 404, "no-such-route")


async def test_an_alias_is_answered_alike(client: ClientSession) -> None:
    async with client.options("/old/things") as answer:
        assert answer.headers["Allow"] == "POST, OPTIONS"


@pytest.mark.parametrize(
    ("path", "status"), [("/days/2025-05-01/3", 200), ("/days/tomorrow/3", 404), ("/days/2025-05-01/0", 404)]
)
async def test_a_path_parameter_that_cannot_be_read_names_nothing(
    client: ClientSession, path: str, status: int
) -> None:
    async with client.get(path) as answer:
        assert answer.status == status
        if status == 404:
            await problem_in(answer, 404, "no-such-route")


async def test_no_answer_names_the_server_s_software(client: ClientSession) -> None:
    for path in ("/things/abc", "/nothing", "/files/a", "/progress", "/docs"):
        async with client.get(path) as answer:
            assert answer.headers["Server"] == "sample"
            assert answer.headers["X-Content-Type-Options"] == "nosniff"


async def test_answers_are_not_stored_by_caches(client: ClientSession) -> None:
    async with client.get("/seen") as answer:
        assert answer.headers["Cache-Control"] == "no-store"
