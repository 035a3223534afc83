"""Versions: ETag, If-None-Match, If-Match."""

import pytest
from aiohttp import ClientSession

from entrypoints.http.reply import Reply
from entrypoints.http.route import get
from tests.http.asking import problem_in
from tests.http.conftest import a_client, a_service

MERGE = {"Content-Type": "application/merge-patch+json"}


@pytest.mark.parametrize("known", ['"3"', 'W/"3"', '"1", "3"', "*", '"x",W/"3"'])
async def test_a_version_that_the_client_has_is_304_without_a_body(client: ClientSession, known: str) -> None:
    async with client.get("/things/abc", headers={"If-None-Match": known}) as answer:
        assert answer.status == 304
        assert answer.headers["ETag"] == '"3"'
        assert await answer.read() == b""


@pytest.mark.parametrize("known", ['"4"', "3", "", '"33"'])
async def test_another_version_is_sent(client: ClientSession, known: str) -> None:
    async with client.get("/things/abc", headers={"If-None-Match": known}) as answer:
        assert answer.status == 200
        assert answer.headers["ETag"] == '"3"'
        assert answer.headers["Cache-Control"] == "private, no-cache"


async def test_an_edit_that_does_not_say_of_what_is_428(client: ClientSession) -> None:
    for headers in (MERGE, {**MERGE, "If-Match": "*"}):
        async with client.patch("/profile", data=b"{}", headers=headers) as answer:
            await problem_in(answer, 428, "precondition-required")


async def test_an_edit_of_the_newest_version_is_taken(client: ClientSession) -> None:
    for matching in ('"3"', '"2", "3"'):
        async with client.patch("/profile", data=b"{}", headers={**MERGE, "If-Match": matching}) as answer:
            assert answer.status == 200
            assert answer.headers["ETag"] == '"4"'


async def test_an_edit_of_an_older_version_is_412(client: ClientSession) -> None:
    async with client.patch("/profile", data=b"{}", headers={**MERGE, "If-Match": '"2"'}) as answer:
        problem = await problem_in(answer, 412, "version-mismatch")
        assert "3 is the newest" in problem["detail"]


@pytest.mark.parametrize("matching", ['W/"3"', '"abc"', '"03"', '"-1"', f'"{"9" * 30}"'])
async def test_an_edit_of_no_version_of_ours_is_412(client: ClientSession, matching: str) -> None:
    async with client.patch("/profile", data=b"{}", headers={**MERGE, "If-Match": matching}) as answer:
        await problem_in(answer, 412, "precondition-failed")


async def test_what_is_no_list_of_tags_is_400(client: ClientSession) -> None:
    async with client.patch("/profile", data=b"{}", headers={**MERGE, "If-Match": "3"}) as answer:
        await problem_in(answer, 400, "bad-header")


class Versioned:
    @get("/keys", security="public")
    async def read(self) -> Reply[dict[str, str]]:
        """Show what may be kept for an hour."""
        return Reply(value={"a": "b"}, version="abc", headers={"Cache-Control": "public, max-age=3600"})


async def test_a_reply_may_have_a_version_and_its_own_rules_for_caches() -> None:
    async with a_client(a_service(), Versioned()) as client:
        async with client.get("/keys") as answer:
            assert (answer.status, answer.headers["ETag"]) == (200, '"abc"')
            assert answer.headers.getall("Cache-Control") == ["public, max-age=3600"]
        async with client.get("/keys", headers={"If-None-Match": '"abc"'}) as answer:
            assert (answer.status, await answer.read()) == (304, b"")
