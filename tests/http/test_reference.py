"""The page on which the API can be read."""

import re

import pytest
from aiohttp import ClientSession
from yarl import URL

from tests.http.asking import problem_in

FILES = {
    "/docs": "text/html",
    "/docs/reference.css": "text/css",
    "/docs/reference.js": "text/javascript",
    "/docs/schema.js": "text/javascript",
    "/docs/dom.js": "text/javascript",
}


@pytest.mark.parametrize(("path", "media"), FILES.items())
async def test_the_page_and_its_parts_are_served_to_anybody(service_url: str, path: str, media: str) -> None:
    async with ClientSession(service_url) as stranger, stranger.get(path) as answer:
        assert answer.status == 200
        assert answer.headers["Content-Type"] == f"{media}; charset=utf-8"
        policy = answer.headers["Content-Security-Policy"]
        assert policy.startswith("default-src 'none'; script-src 'self';")
        assert "unsafe" not in policy
        assert len(await answer.read()) == int(answer.headers["Content-Length"]) > 100
        async with stranger.get(path, headers={"If-None-Match": answer.headers["ETag"]}) as again:
            assert again.status == 304


async def test_the_page_takes_nothing_from_elsewhere_and_nothing_inline(service_url: str) -> None:
    async with ClientSession(service_url) as stranger:
        for path in FILES:
            async with stranger.get(path) as answer:
                text = (await answer.text()).replace("http://www.w3.org/2000/svg", "")
            assert "//cdn" not in text
            assert not re.search(r"https?://|@import|url\(", text)
            assert not re.search(r"<style|<script>|\son\w+=|\sstyle=|innerHTML|eval\(", text)


async def test_everything_the_page_names_is_there(service_url: str) -> None:
    async with ClientSession(service_url) as stranger, stranger.get("/docs") as answer:
        named = re.findall(r'(?:href|src)="([\w/.]+)"', await answer.text())
        assert {"docs/reference.css", "docs/reference.js", "openapi.json"} <= set(named)
        for name in named:
            async with stranger.get(f"/{name}") as part:
                assert part.status == 200


@pytest.mark.parametrize("name", ["other.js", "..%2Fapp.py", "reference.html.bak", "%2e%2e"])
async def test_nothing_else_is_served(service_url: str, name: str) -> None:
    url = URL(f"{service_url}/docs/{name}", encoded=True)
    async with ClientSession() as stranger, stranger.get(url) as answer:
        await problem_in(answer, 404, "not-found")
