"""Errors as clients see them."""

from typing import ClassVar

import orjson
import pytest
from aiohttp import ClientSession
from attrs import define

from core.errors import (
    KINDS,
    Fault,
    Forbidden,
    Invalid,
    NotFound,
    OddiyaError,
    TooMany,
    Unauthenticated,
    Unavailable,
    VersionMismatch,
)
from entrypoints.http.problem import Problem, Written
from entrypoints.http.problems import STATUS, headers_of, problem_json, problem_of, status_of, title_of
from entrypoints.http.refusals import Refusal
from entrypoints.http.route import get, post
from tests.http.asking import problem_in
from tests.http.conftest import a_client, a_service


@define(kw_only=True)
class PlanNotFound(NotFound):
    """There is no such plan; it may have been deleted.

    More is not told.
    """

    code: ClassVar[str] = "plan-not-found"
    says: ClassVar[str] = "there is no plan {plan_id}"
    plan_id: str


@define(kw_only=True)
class BadToken(Unauthenticated):
    """The token is not one of ours."""

    code: ClassVar[str] = "invalid-token"


def test_every_kind_of_error_has_a_status_of_its_own() -> None:
    assert all(kind in STATUS for kind in KINDS)
    assert len({STATUS[kind] for kind in KINDS}) == len(KINDS)
    assert all(400 <= status < 600 for status in STATUS.values())


def test_an_error_has_the_status_of_its_nearest_kind() -> None:
    assert status_of(PlanNotFound) == 404
    assert status_of(VersionMismatch) == 412
    assert status_of(OddiyaError) == 500


def refusals(of: type[Refusal] = Refusal) -> list[type[Refusal]]:
    return [one for each in of.__subclasses__() for one in (each, *refusals(each))]


def test_every_refusal_has_a_status_a_code_and_a_title() -> None:
    found = refusals()
    assert len({one.code for one in found}) == len(found)
    for one in found:
        assert 400 <= status_of(one) < 600
        assert title_of(one)


def test_a_problem_says_what_went_wrong() -> None:
    assert problem_of(PlanNotFound(plan_id="p1"), "r1") == Problem(
        type="urn:oddiya:problem:plan-not-found",
        title="There is no such plan",
        status=404,
        detail="there is no plan p1",
        code="plan-not-found",
        request_id="r1",
    )


def test_faults_are_in_the_problem() -> None:
    problem = problem_of(Invalid(faults=(Fault("/a", "is wrong"),)), "r1")
    assert orjson.loads(problem_json(problem).body)["errors"] == [{"pointer": "/a", "detail": "is wrong"}]


@pytest.mark.parametrize(
    ("error", "name", "value"),
    [
        (Unauthenticated(), "WWW-Authenticate", "Bearer"),
        (BadToken(), "WWW-Authenticate", 'Bearer error="invalid_token"'),
        (TooMany(retry_after=1.2), "Retry-After", "2"),
        (Unavailable(what="it", retry_after=0.1), "Retry-After", "1"),
    ],
)
def test_errors_bring_the_headers_that_rfcs_ask_for(error: OddiyaError, name: str, value: str) -> None:
    assert headers_of(error) == {name: value}


def oauth_error(problem: Problem) -> Written:
    return Written(content_type="application/json", body=orjson.dumps({"error": problem.code}))


class Failing:
    """Routes that fail in each way."""

    @get("/forbidden", security="public")
    async def forbid(self) -> None:
        """Forbid."""
        raise Forbidden

    @get("/unavailable", security="public")
    async def be_away(self) -> None:
        """Be away."""
        raise Unavailable(what="the store", retry_after=3)

    @post("/oauth", security="public", problem_format=oauth_error)
    async def sign_in(self, body: dict[str, str]) -> dict[str, str]:  # noqa: ARG002 - it fails whatever it is sent
        """Sign in."""
        raise BadToken

    @get("/broken", security="public", problem_format=oauth_error)
    async def break_down(self) -> None:
        """Break down."""
        raise ZeroDivisionError


async def test_an_error_of_a_handler_is_a_problem() -> None:
    async with a_client(a_service(), Failing()) as client:
        async with client.get("/forbidden") as answer:
            await problem_in(answer, 403, "forbidden")
        async with client.get("/unavailable") as answer:
            await problem_in(answer, 503, "unavailable")
            assert answer.headers["Retry-After"] == "3"


async def _errors_of(client: ClientSession, method: str, path: str, **sent: object) -> tuple[int, object]:
    async with client.request(method, path, **sent) as answer:  # type: ignore[arg-type] # options of the client
        return answer.status, await answer.json()


async def test_a_route_may_write_its_errors_in_another_format() -> None:
    async with a_client(a_service(), Failing()) as client:
        assert await _errors_of(client, "POST", "/oauth", json={}) == (401, {"error": "invalid-token"})
        assert await _errors_of(client, "POST", "/oauth", json=[]) == (422, {"error": "malformed"})
        assert await _errors_of(client, "GET", "/broken") == (500, {"error": "internal"})
