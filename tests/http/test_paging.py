"""Lists in pages."""

import pytest
from aiohttp import ClientSession

from entrypoints.http.paging import Cursors, Page, PageRequest
from entrypoints.http.refusals import BadCursor
from tests.http.asking import problem_in


async def test_pages_follow_each_other_without_a_gap(client: ClientSession) -> None:
    seen: list[str] = []
    url = "/things?limit=3&size=small"
    for _ in range(3):
        async with client.get(url) as answer:
            page = await answer.json()
            seen += [item["position"] for item in page["items"]]
            assert f'cursor={page["next_cursor"]}>; rel="next"' in answer.headers["Link"]
            assert "size=small" in answer.headers["Link"]
            url = str(answer.links["next"]["url"])
    assert seen == [str(number) for number in range(9)]


async def test_twenty_items_are_shown_when_nothing_is_said(client: ClientSession) -> None:
    async with client.get("/things") as answer:
        assert len((await answer.json())["items"]) == 20


@pytest.mark.parametrize("cursor", ["x", "!!", "", "AAAAAAAAAAAAAAAAAAAAAAAA", "é", "A" * 1000])
async def test_a_cursor_that_was_not_made_here_is_400(client: ClientSession, cursor: str) -> None:
    async with client.get("/things", params={"cursor": cursor}) as answer:
        await problem_in(answer, 400, "bad-cursor")


async def test_a_cursor_is_of_its_owner(client: ClientSession) -> None:
    async with client.get("/things") as answer:
        cursor = (await answer.json())["next_cursor"]
    other = {"Authorization": "Bearer other"}
    async with client.get("/things", params={"cursor": cursor}, headers=other) as answer:
        await problem_in(answer, 400, "bad-cursor")


def test_every_changed_letter_of_a_cursor_is_noticed() -> None:
    cursors = Cursors(b"k" * 32)
    cursor = cursors.sign("list", "경복궁")
    assert cursors.read("list", cursor) == "경복궁"
    for place, letter in enumerate(cursor):
        changed = cursor[:place] + ("A" if letter != "A" else "B") + cursor[place + 1 :]
        with pytest.raises(BadCursor):
            cursors.read("list", changed)


def test_a_cursor_is_of_its_list_and_key() -> None:
    cursor = Cursors(b"k" * 32).sign("list", "1")
    for other in (Cursors(b"o" * 32), Cursors(b"k" * 32)):
        scope = "list" if other.key != b"k" * 32 else "other"
        with pytest.raises(BadCursor):
            other.read(scope, cursor)


def test_the_last_page_has_no_next() -> None:
    assert PageRequest(limit=2).cut([1, 2], str) == Page(items=[1, 2], next_position=None)
    assert PageRequest(limit=2).cut([1, 2, 3], str) == Page(items=[1, 2], next_position="2")


def test_a_page_of_one_thing_becomes_a_page_of_another() -> None:
    assert Page(items=[1], next_position="1").of(str) == Page(items=["1"], next_position="1")
