"""The published document."""

import re
from typing import Any

import jsonschema
import orjson
import pytest
from aiohttp import ClientSession
from openapi_spec_validator import validate

from entrypoints.http.openapi import openapi_document
from tests.http.sample import SampleRoutes

DOCUMENT: Any = openapi_document(title="Sample", version="1.2.3", routes=[SampleRoutes], description="Samples.")


def operation(method: str, path: str) -> Any:
    return DOCUMENT["paths"][path][method]


def parameters(method: str, path: str) -> dict[str, Any]:
    return {one["name"]: one for one in operation(method, path)["parameters"]}


def test_the_document_is_openapi_3_1() -> None:
    validate(DOCUMENT)
    assert DOCUMENT["openapi"].startswith("3.1")
    assert DOCUMENT["info"] == {"title": "Sample", "version": "1.2.3", "description": "Samples."}


def test_the_document_is_json_and_the_same_each_time() -> None:
    again = openapi_document(title="Sample", version="1.2.3", routes=[SampleRoutes], description="Samples.")
    assert orjson.dumps(again) == orjson.dumps(DOCUMENT)
    assert orjson.loads(orjson.dumps(DOCUMENT)) == DOCUMENT


def test_every_schema_is_one() -> None:
    for schema in DOCUMENT["components"]["schemas"].values():
        jsonschema.Draft202012Validator.check_schema(schema)


def test_every_reference_names_something() -> None:
    named = set(re.findall(r'"\$ref":"#/components/schemas/([^"]+)"', orjson.dumps(DOCUMENT).decode()))
    assert named
    assert named <= set(DOCUMENT["components"]["schemas"])


def test_every_operation_has_a_name_of_its_own_a_summary_and_a_tag() -> None:
    found = [one for methods in DOCUMENT["paths"].values() for one in methods.values()]
    assert len({one["operationId"] for one in found}) == len(found)
    assert all(one["summary"] and one["tags"] for one in found)


def test_the_first_line_of_a_docstring_is_the_summary_and_the_rest_the_description() -> None:
    assert operation("get", "/things/{thing_id}")["summary"] == "Show a thing"
    assert operation("get", "/things/{thing_id}")["description"] == "Those that nobody has ever seen are not there."
    assert operation("post", "/things")["description"] == "Also at `/old/things`."


def test_security_is_told() -> None:
    assert operation("get", "/seen")["security"] == [{"user": []}]
    assert operation("get", "/files/{key}")["security"] == []
    assert DOCUMENT["components"]["securitySchemes"] == {
        "user": {"type": "http", "scheme": "bearer", "bearerFormat": "JWT"}
    }


@pytest.mark.parametrize(
    ("method", "path", "statuses"),
    [
        ("get", "/things/{thing_id}", "200 304 401 404 422 429 503 default"),
        ("get", "/things", "200 400 401 422 429 503 default"),
        ("post", "/jobs", "202 400 401 408 409 413 415 422 429 503 default"),
        ("patch", "/profile", "200 400 401 408 412 413 415 422 428 429 503 default"),
        ("delete", "/things/{thing_id}", "204 401 404 422 429 503 default"),
        ("get", "/files/{key}", "200 206 304 404 416 422 429 503 default"),
        ("get", "/sign-in/{provider}", "200 302 404 422 429 503 default"),
        ("get", "/health/ready", "200 422 429 503 default"),
    ],
)
def test_every_status_is_told(method: str, path: str, statuses: str) -> None:
    assert " ".join(operation(method, path)["responses"]) == statuses


def test_a_file_that_the_client_has_is_told_to_have_no_body() -> None:
    unchanged = operation("get", "/files/{key}")["responses"]["304"]
    assert (list(unchanged["headers"]), "content" in unchanged) == (["ETag"], False)


def test_problems_are_told_with_their_codes() -> None:
    response = operation("get", "/things/{thing_id}")["responses"]["404"]
    assert "- `thing-not-found`: There is no such thing" in response["description"]
    schema = response["content"]["application/problem+json"]["schema"]
    assert schema == {"$ref": "#/components/schemas/Problem"}


def test_parameters_are_told_with_their_constraints() -> None:
    found = parameters("get", "/things")
    assert found["limit"]["schema"] == {"type": "integer", "minimum": 1, "maximum": 100, "default": 20}
    assert found["tags"]["schema"]["items"]["pattern"] == "^(?:[a-z][a-z0-9-]{0,19})$"
    assert found["sure"]["schema"] == {"type": "boolean", "default": True}
    assert found["size"]["schema"] == {"type": "string", "enum": ["small", "large"]}
    assert not any(one["required"] for one in found.values())
    assert parameters("get", "/things/{thing_id}")["thing_id"]["required"]
    assert parameters("patch", "/profile")["If-Match"]["required"]
    assert parameters("post", "/jobs")["Idempotency-Key"]["required"]
    assert not parameters("post", "/things")["Idempotency-Key"]["required"]
    assert "Last-Event-ID" in parameters("get", "/progress")


def test_bodies_are_told_by_media_type() -> None:
    assert list(operation("patch", "/profile")["requestBody"]["content"]) == [
        "application/merge-patch+json",
        "application/json",
    ]
    assert list(operation("post", "/token")["requestBody"]["content"]) == [
        "application/json",
        "application/x-www-form-urlencoded",
    ]
    assert list(operation("post", "/plans")["responses"]["201"]["content"]) == ["application/json", "text/event-stream"]


def test_a_class_that_is_taken_and_answered_has_a_schema_for_each() -> None:
    schemas = DOCUMENT["components"]["schemas"]
    assert schemas["VisitInput"]["required"] == ["kind", "where"]
    assert schemas["VisitInput"]["additionalProperties"] is False
    assert schemas["MealInput"]["required"] == ["kind", "dish"]
    assert schemas["Meal"]["required"] == ["kind", "dish", "spicy"]
    assert schemas["ProfilePatch"].get("required") is None
    where = schemas["Visit"]["properties"]["where"]
    assert where["description"] == "the name of the place"
    assert where["examples"] == ["경복궁"]


def test_a_union_is_told_with_its_tag() -> None:
    schema = operation("put", "/things/{thing_id}/stop")["requestBody"]["content"]["application/json"]["schema"]
    assert schema["discriminator"] == {
        "propertyName": "kind",
        "mapping": {"visit": "#/components/schemas/VisitInput", "meal": "#/components/schemas/MealInput"},
    }


def test_hidden_routes_are_not_told() -> None:
    assert "/docs" not in DOCUMENT["paths"]
    assert "/openapi.json" not in DOCUMENT["paths"]


async def test_the_document_is_served(client: ClientSession) -> None:
    async with client.get("/openapi.json", headers={"Authorization": ""}) as answer:
        assert answer.headers["Content-Type"] == "application/json"
        served = await answer.json()
    assert served["paths"] == DOCUMENT["paths"]
    assert served["info"]["version"] == "1.2.3"
    async with client.get("/openapi.json", headers={"If-None-Match": answer.headers["ETag"]}) as again:
        assert again.status == 304
