"""Malformed requests of many kinds, to every route."""

from attrs import frozen

from entrypoints.http.app import http_app
from entrypoints.http.openapi import openapi_document
from entrypoints.http.route import post
from entrypoints.http.server import serve
from tests.http.conftest import MINA, a_service
from tests.http.fuzz import Shot, example_of, fire, fuzz, shots_at, told
from tests.http.malice import as_json
from tests.http.sample import SampleRoutes


@frozen(kw_only=True)
class Age:
    years: str


DOCUMENT = openapi_document(title="Sample", version="1", routes=[SampleRoutes])
HEADERS = {**MINA, "If-Match": '"3"', "Idempotency-Key": "0198c0de-0000-7000-8000-00000000f022"}


async def test_no_request_makes_a_mistake_of_ours(service_url: str) -> None:
    missed = await fuzz(service_url, DOCUMENT, headers_of=lambda _: HEADERS)
    assert not missed, told(missed)


async def test_the_examples_that_are_spoilt_are_sound(service_url: str) -> None:
    for path, method in (("/things", "post"), ("/jobs", "post"), ("/profile", "patch"), ("/token", "post")):
        media, content = next(iter(DOCUMENT["paths"][path][method]["requestBody"]["content"].items()))
        example = example_of(content["schema"], DOCUMENT)
        shot = Shot(method.upper(), path, (f"Content-Type: {media}".encode(),), as_json(example))
        headers = {**HEADERS, "Idempotency-Key": f"0198c0de-0000-7000-8000-{abs(hash(path)) % 10**12:012}"}
        assert await fire(service_url, shot, headers) is None


class Careless:
    """Routes that make a mistake that only strange requests meet."""

    @post("/ages", security="public", tags="careless")
    async def count(self, body: Age) -> Age:
        """Show the first digit of somebody's years."""
        return Age(years=body.years[0])


async def test_a_mistake_that_only_strange_requests_meet_is_found() -> None:
    document = openapi_document(title="Careless", version="1", routes=[Careless])
    async with serve(http_app(a_service(), [Careless()]), "127.0.0.1", 0) as serving:
        missed = await fuzz(serving.url, document, headers_of=lambda _: {})
    assert {one.said.status for one in missed if one.said} == {500}
    assert "a mistake of ours" in told(missed)


def test_every_route_is_shot_at() -> None:
    targets = {shot.target for shot in shots_at(DOCUMENT)}
    for template in DOCUMENT["paths"]:
        prefix = template.partition("{")[0]
        assert any(target.startswith(prefix) for target in targets)
