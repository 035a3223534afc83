"""Signatures that cannot be contracts are refused when the application is built."""

from typing import Any

import pytest

from entrypoints.http.caller import Caller
from entrypoints.http.contract import contracts_of
from entrypoints.http.merge_patch import MergePatch
from entrypoints.http.openapi import openapi_document
from entrypoints.http.parts import ContractError
from entrypoints.http.raw_body import RawBody
from entrypoints.http.reply import Reply
from entrypoints.http.route import get, post, put
from entrypoints.http.shapes.sorts import UnknownType
from tests.http.conftest import a_client, a_service
from tests.http.sample import Box, Everything, Meal, Part, Tokens


class NoSuchParameter:
    @get("/a/{name}")
    async def handle(self) -> None: ...


class UnknownParameter:
    @get("/a")
    async def handle(self, name: str) -> None: ...


class TwoBodies:
    @post("/a")
    async def handle(self, body: Part, patch: MergePatch[Box]) -> None: ...


class BodyAndRawBody:
    @post("/a")
    async def handle(self, body: Part, raw: RawBody) -> None: ...


class NoReturn:
    @get("/a")
    async def handle(self): ...  # type: ignore[no-untyped-def] # that is the point


@pytest.mark.parametrize("routes", [NoSuchParameter, UnknownParameter, TwoBodies, BodyAndRawBody, NoReturn])
def test_a_signature_that_is_no_contract_is_refused_by_name(routes: type) -> None:
    with pytest.raises(ContractError, match=rf"{routes.__name__}\.handle: "):
        list(contracts_of(routes))


class UnknownBody:
    @post("/a")
    async def handle(self, body: set[int]) -> None: ...


class UnknownAnswer:
    @get("/a")
    async def handle(self) -> dict[int, str]:
        return {}


class AnyAnswer:
    @get("/a")
    async def handle(self) -> Any: ...


class TwoAnswers:
    @get("/a")
    async def handle(self) -> Part | Tokens:
        return Part(label="a")


class NestedQuery:
    @get("/a")
    async def handle(self, query: Everything) -> None: ...


class NestedForm:
    @post("/a", forms=True)
    async def handle(self, body: Everything) -> None: ...


class ListInPath:
    @get("/a/{names}")
    async def handle(self, names: list[str]) -> None: ...


@pytest.mark.parametrize("routes", [UnknownBody, UnknownAnswer, AnyAnswer, TwoAnswers, NestedQuery, ListInPath])
def test_a_type_that_cannot_be_published_is_refused_when_the_document_is_made(routes: type) -> None:
    with pytest.raises(TypeError):
        openapi_document(title="", version="", routes=[routes])


@pytest.mark.parametrize("routes", [UnknownBody, UnknownAnswer, NestedQuery, NestedForm, ListInPath])
async def test_and_when_the_application_is_made(routes: type) -> None:
    with pytest.raises(TypeError):
        async with a_client(a_service(), routes()):
            pass


class First:
    @get("/a/{x}")
    async def handle(self, x: str) -> None: ...


class Second:
    @get("/a/{x}")
    async def handle(self, x: str) -> None: ...


class Stranger:
    @get("/a", security="service")
    async def handle(self, caller: Caller) -> None: ...


async def test_a_route_is_declared_once() -> None:
    with pytest.raises(ContractError, match="declared twice"):
        async with a_client(a_service(), First(), Second()):
            pass


async def test_a_route_s_security_needs_an_authenticator() -> None:
    with pytest.raises(ContractError, match="no authenticator called service"):
        async with a_client(a_service(), Stranger()):
            pass


@pytest.mark.parametrize("path", ["", "a", "/a/", "/{a}b", "/a//b", "/{a:.*}", "/{a:.+}/b", "/a b", "/é"])
def test_a_path_is_made_of_literals_and_parameters(path: str) -> None:
    with pytest.raises(ValueError, match="regex"):
        get(path)


def test_two_classes_of_one_name_cannot_be_published() -> None:
    class Here:
        @post("/a")
        async def handle(self, body: Meal) -> None: ...

        @put("/a")
        async def other(self, body: type("Meal", (), {})) -> None: ...  # type: ignore[valid-type] # a second Meal

    with pytest.raises(UnknownType):
        openapi_document(title="", version="", routes=[Here])


class Undeclared:
    @get("/a", security="public")
    async def handle(self) -> Reply[dict[str, str]]:
        return Reply(value={}, status=202)


async def test_a_status_that_is_not_declared_is_a_mistake() -> None:
    async with a_client(a_service(), Undeclared()) as client, client.get("/a") as answer:
        assert answer.status == 500
