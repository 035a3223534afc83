"""The pages to which the links in letters lead."""

import re
from collections.abc import AsyncIterator

import pytest
from aiohttp import ClientSession

from entrypoints.account_pages import FILES, AccountPageRoutes
from entrypoints.http.route import routes_of
from entrypoints.passwords import PasswordRoutes
from tests.http.conftest import a_client, a_service


@pytest.fixture
async def client() -> AsyncIterator[ClientSession]:
    async with a_client(a_service(), AccountPageRoutes.read()) as session:
        yield session


@pytest.mark.parametrize("name", FILES)
async def test_pages_and_their_parts_are_served_to_anybody_and_to_no_frame(client: ClientSession, name: str) -> None:
    async with client.get(f"/account/{name}", headers={"Authorization": ""}) as answer:
        assert answer.status == 200
        assert answer.headers["Content-Type"] == f"{FILES[name][1]}; charset=utf-8"
        policy = answer.headers["Content-Security-Policy"]
        assert policy.startswith("default-src 'none'; script-src 'self';")
        assert "frame-ancestors 'none'" in policy
        assert "unsafe" not in policy
        assert answer.headers["Referrer-Policy"] == "no-referrer"


async def test_pages_take_nothing_from_elsewhere_and_nothing_inline(client: ClientSession) -> None:
    for name in FILES:
        async with client.get(f"/account/{name}") as answer:
            text = await answer.text()
        assert not re.search(r"https?://|@import|url\(", text)
        assert not re.search(r"<style|<script>|\son\w+=|\sstyle=|innerHTML|eval\(|localStorage|document\.cookie", text)


async def test_everything_a_page_names_is_there(client: ClientSession) -> None:
    async with client.get("/account/verify") as answer:
        named = re.findall(r'(?:href|src)="([\w/.]+)"', await answer.text())
    assert set(named) == {"account.css", "account.js"}
    for name in named:
        async with client.get(f"/account/{name}") as part:
            assert part.status == 200


async def test_the_script_calls_routes_that_there_are(client: ClientSession) -> None:
    async with client.get("/account/account.js") as answer:
        called = re.findall(r'"\.\.(/api/[\w/-]+)"', await answer.text())
    assert set(called) == {"/api/v1/auth/verify", "/api/v1/auth/password-reset/confirm"}
    assert set(called) <= {route.path for route, _ in routes_of(PasswordRoutes)}


async def test_the_script_finds_every_element_it_asks_for(client: ClientSession) -> None:
    async with client.get("/account/account.js") as answer:
        script = await answer.text()
    async with client.get("/account/verify") as answer:
        ids = set(re.findall(r'\bid="(\w+)"', await answer.text()))
    assert set(re.findall(r'at\("(\w+)"\)', script)) | {"title", "lead", "label", "hint", "button"} <= ids


@pytest.mark.parametrize("name", ["account.html", "other", "..%2Faccount_pages.py"])
async def test_nothing_else_is_served(client: ClientSession, name: str) -> None:
    async with client.get(f"/account/{name}") as answer:
        assert answer.status == 404
