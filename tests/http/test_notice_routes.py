"""Notices over HTTP: the log, what somebody wants, and how letters are stopped."""

from collections.abc import AsyncIterator, Mapping
from typing import Any

import pytest
from aiohttp import ClientSession, FormData
from attrs import define

from core.notices.model.preferences import Preferences
from core.notices.use_cases.devices.collect_devices import CollectDevices
from core.notices.use_cases.log.collect_notices import CollectNotices
from core.notices.use_cases.log.list_notices import ListNotices
from core.notices.use_cases.preferences.change_preferences import ChangePreferences
from core.notices.use_cases.preferences.read_preferences import ReadPreferences
from core.notices.use_cases.preferences.unsubscribe import Unsubscribe
from entrypoints.notices.data import NoticeDataRoutes
from entrypoints.notices.notices import NOTICES, NoticeRoutes
from entrypoints.notices.preferences import PREFERENCES, PreferenceRoutes
from entrypoints.notices.unsubscribe import UnsubscribeRoutes
from entrypoints.service_secret import service_authenticator
from tests.builders import an_id
from tests.conftest import OpenAdapter
from tests.http.asking import faults_in, problem_in
from tests.http.conftest import a_client, a_service, authenticate
from tests.notices_rig import PUBLIC_URL, Rig, a_rig

SECRET = "s" * 32


@define
class Door:
    """Somebody who asks, and what happens behind the routes."""

    client: ClientSession
    rig: Rig

    @property
    def mine(self) -> Mapping[str, str]:
        return {"Authorization": f"Bearer {self.rig.mina}"}

    async def listed(self, query: str = "", **headers: str) -> list[dict[str, Any]]:
        async with self.client.get(f"{NOTICES}{query}", headers={**self.mine, **headers}) as answer:
            assert answer.status == 200
            items: list[dict[str, Any]] = (await answer.json())["items"]
            return items

    async def way_out(self) -> str:
        """Return the path of the link out of a letter."""
        await self.rig.tell(self.rig.notice())
        return (self.rig.mailer.letters[-1].unsubscribe_url or "").removeprefix(PUBLIC_URL)

    async def preferences(self) -> Preferences:
        async with self.rig.works.begin() as work:
            return await work.wants.of(self.rig.mina)


@pytest.fixture
async def door(open_adapter: OpenAdapter) -> AsyncIterator[Door]:
    rig = await a_rig(open_adapter)
    await rig.live()
    works = rig.works
    routes = (
        NoticeRoutes(list_notices=ListNotices(works=works)),
        PreferenceRoutes(
            read_preferences=ReadPreferences(works=works), change_preferences=ChangePreferences(works=works)
        ),
        UnsubscribeRoutes(unsubscribe=Unsubscribe(works=works, links=rig.links)),
        NoticeDataRoutes(collect_devices=CollectDevices(works=works), collect_notices=CollectNotices(works=works)),
    )
    authenticators = {"user": authenticate, "service": service_authenticator([SECRET])}
    async with a_client(a_service(authenticators=authenticators), *routes) as client:
        yield Door(client, rig)


async def test_people_see_what_they_were_told_and_how_it_got_to_them(door: Door) -> None:
    await door.rig.register("phone")
    notice = door.rig.notice("Busan")
    await door.rig.tell(notice)
    (shown,) = await door.listed()
    assert {name: shown[name] for name in ("id", "kind", "title", "body", "about")} == {
        "id": notice.notice_id,
        "kind": "film-completed",
        "title": "Your film is ready",
        "body": "“Busan” can be watched now.",
        "about": dict(notice.about),
    }
    assert [(one["channel"], one["outcome"], one["attempts"]) for one in shown["deliveries"]] == [
        ("mail", "told", 1),
        ("push", "told", 1),
    ]
    assert {shown["created_at"], *(one["ended_at"] for one in shown["deliveries"])} == {shown["created_at"]}


async def test_what_is_still_on_its_way_has_no_outcome(door: Door) -> None:
    door.rig.mailer.down = True
    await door.rig.tell_owner(door.rig.notice())
    ((delivery,),) = [shown["deliveries"] for shown in await door.listed()]
    assert (delivery["outcome"], delivery["ended_at"]) == (None, None)


async def test_the_language_is_the_one_asked_for_or_else_the_clients(door: Door) -> None:
    await door.rig.tell(door.rig.notice())
    titles = [
        (await door.listed(query, **headers))[0]["title"]
        for query, headers in (
            ("", {}),
            ("", {"Accept-Language": "ko"}),
            ("?language=ja", {"Accept-Language": "ko"}),
        )
    ]
    assert titles == ["Your film is ready", "영화가 완성됐어요", "ムービーが完成しました"]
    async with door.client.get(f"{NOTICES}?language=fr", headers=door.mine) as answer:
        assert answer.status in (400, 422)


async def test_notices_are_listed_in_parts_the_newest_first_and_to_nobody_else(door: Door) -> None:
    notices = [door.rig.notice() for _ in range(3)]
    for notice in notices:
        await door.rig.tell(notice)
    async with door.client.get(f"{NOTICES}?limit=2&language=en", headers=door.mine) as answer:
        page = await answer.json()
    rest = await door.listed(f"?cursor={page['next_cursor']}")
    assert [shown["id"] for shown in (*page["items"], *rest)] == [notice.notice_id for notice in reversed(notices)]
    async with door.client.get(NOTICES, headers={"Authorization": f"Bearer {an_id()}"}) as answer:
        assert (await answer.json())["items"] == []


async def test_preferences_are_shown_and_changed_by_who_has_seen_them(door: Door) -> None:
    async with door.client.get(PREFERENCES, headers=door.mine) as answer:
        assert await answer.json() == {"push": True, "mail": True}
        etag = answer.headers["ETag"]
    seen = {**door.mine, "If-Match": etag}
    async with door.client.patch(PREFERENCES, json={"mail": False}, headers=seen) as answer:
        assert (answer.status, await answer.json()) == (200, {"push": True, "mail": False})
    async with door.client.patch(PREFERENCES, json={"push": False}, headers=seen) as answer:
        assert answer.status == 412
    async with door.client.patch(PREFERENCES, json={"push": False}, headers=door.mine) as answer:
        assert answer.status == 428
    assert await door.preferences() == Preferences(mail=False)


async def test_what_is_no_preference_is_refused(door: Door) -> None:
    seen = {**door.mine, "If-Match": '"3"'}
    for body, pointer in (({"mail": "no"}, "/mail"), ({"mail": None}, "/mail"), ({"fax": True}, "/fax")):
        async with door.client.patch(PREFERENCES, json=body, headers=seen) as answer:
            assert set(await faults_in(answer)) == {pointer}


async def test_opening_the_link_out_of_a_letter_changes_nothing_and_shows_a_button(door: Door) -> None:
    path = await door.way_out()
    for ask in (door.client.get, door.client.head):
        async with ask(path, headers={"Authorization": "", "Accept-Language": "ko-KR,en;q=0.5"}) as answer:
            assert (answer.status, answer.content_type) == (200, "text/html")
            page = await answer.text()
            policy = answer.headers["Content-Security-Policy"]
            assert answer.headers["Cache-Control"] == "no-store"
        assert ('<form method="post"><button>이메일 그만 받기</button></form>' in page) is (ask == door.client.get)
        assert "default-src 'none'" in policy
    assert await door.preferences() == Preferences()


@pytest.mark.parametrize("kind", ["one-click form", "one-click multipart", "button"])
async def test_letters_are_stopped_by_a_button_or_by_the_mail_program(door: Door, kind: str) -> None:
    path = await door.way_out()
    one_click = {"List-Unsubscribe": "One-Click"}
    multipart = FormData(one_click, default_to_multipart=True)
    body = {"one-click form": one_click, "one-click multipart": multipart, "button": None}[kind]
    for _ in range(2):
        async with door.client.post(path, data=body, headers={"Authorization": ""}) as answer:
            assert (answer.status, answer.content_type) == (200, "text/html")
            assert "<form" not in await answer.text()
        body = None
    assert await door.preferences() == Preferences(mail=False)


async def test_a_link_that_was_cut_off_is_said_to_be(door: Door) -> None:
    path = await door.way_out()
    for ask in (door.client.get, door.client.post):
        async with ask(path[:-5], headers={"Authorization": ""}) as answer:
            await problem_in(answer, 404, "nothing-to-unsubscribe")
    assert await door.preferences() == Preferences()


async def test_other_services_get_what_somebody_was_told_and_wants(door: Door) -> None:
    await door.rig.tell(door.rig.notice())
    await door.rig.want(mail=False)
    path = f"/internal/notifications/users/{door.rig.mina}/data"
    async with door.client.get(path, headers={"X-Internal-Secret": SECRET}) as answer:
        assert [file["path"] for file in (await answer.json())["files"]] == [
            "notices.json",
            "notice-preferences.json",
        ]
