"""What is kept of what people were told and want, and for how long."""

import json
from datetime import timedelta

import pytest

from core.errors import VersionMismatch
from core.notices.model.errors import NothingToUnsubscribe
from core.notices.model.preferences import Preferences
from core.notices.use_cases.log.collect_notices import AT_A_TIME, CollectNotices
from core.notices.use_cases.log.list_notices import ListNotices
from core.notices.use_cases.preferences.change_preferences import ChangePreferences
from core.notices.use_cases.preferences.read_preferences import ReadPreferences
from core.notices.use_cases.preferences.unsubscribe import Unsubscribe
from core.notices.use_cases.telling.prune_notices import KEPT, PruneNotices
from tests.conftest import OpenAdapter
from tests.notices_rig import PUBLIC_URL, Rig, a_notice, a_rig


@pytest.fixture
async def rig(open_adapter: OpenAdapter) -> Rig:
    rig = await a_rig(open_adapter)
    await rig.live()
    return rig


async def preferences(rig: Rig) -> Preferences:
    return await ReadPreferences(works=rig.works)(caller=rig.mina)


async def test_each_notice_is_listed_with_how_it_got_to_its_owner(rig: Rig) -> None:
    await rig.register("phone")
    first, second = rig.notice(), rig.notice()
    await rig.tell(first)
    async with rig.works.begin() as work:
        await work.notices.add(second, now=rig.clock.now())
    newest, oldest = await ListNotices(works=rig.works)(caller=rig.mina, place=None, limit=9)
    assert (newest.logged.notice, list(newest.deliveries)) == (second, [])
    assert [(one.channel, one.outcome) for one in oldest.deliveries] == [("mail", "told"), ("push", "told")]


async def test_what_was_told_long_ago_is_forgotten(rig: Rig) -> None:
    notice = rig.notice()
    await rig.tell(notice)
    for passed, is_kept in ((KEPT, True), (timedelta(seconds=1), False)):
        rig.clock.move(passed)
        await PruneNotices(works=rig.works, clock=rig.clock)()
        assert bool(await ListNotices(works=rig.works)(caller=rig.mina, place=None, limit=9)) is is_kept
        assert bool(await rig.deliveries(notice)) is is_kept


async def test_what_somebody_was_told_and_wants_can_be_taken_along(rig: Rig) -> None:
    collect = CollectNotices(works=rig.works)
    assert await collect(user_id=rig.mina) == []
    notice = rig.notice()
    await rig.tell(notice)
    await rig.want(push=False)
    notices, wanted = await collect(user_id=rig.mina)
    assert (notices.path, wanted.path) == ("notices.json", "notice-preferences.json")
    assert json.loads(wanted.content) == {"push": False, "mail": True}
    now = rig.clock.now().isoformat()
    told = {"channel": "mail", "target": "", "outcome": "told", "attempts": 1, "ended_at": now}
    assert json.loads(notices.content) == [
        {
            "notice_id": notice.notice_id,
            "kind": "film-completed",
            "words": {locale: {"title": one.title, "body": one.body} for locale, one in notice.words.items()},
            "about": dict(notice.about),
            "logged_at": now,
            "deliveries": [told],
        }
    ]


async def test_however_many_notices_there_are_all_are_taken_along(rig: Rig) -> None:
    async with rig.works.begin() as work:
        for _ in range(AT_A_TIME + 1):
            await work.notices.add(a_notice(rig.mina), now=rig.clock.now())
    (notices,) = await CollectNotices(works=rig.works)(user_id=rig.mina)
    assert len({one["notice_id"] for one in json.loads(notices.content)}) == AT_A_TIME + 1


async def test_what_is_on_its_way_is_taken_along_as_such(rig: Rig) -> None:
    rig.mailer.down = True
    await rig.tell_owner(rig.notice())
    (notices,) = await CollectNotices(works=rig.works)(user_id=rig.mina)
    (one,) = json.loads(notices.content)
    assert [(told["outcome"], told["ended_at"], told["attempts"]) for told in one["deliveries"]] == [(None, None, 1)]


async def test_preferences_are_changed_one_by_one_by_who_has_seen_them(rig: Rig) -> None:
    change, before = ChangePreferences(works=rig.works), await preferences(rig)
    changed = await change(caller=rig.mina, version=before.version, push=False)
    assert changed == await preferences(rig) == Preferences(push=False)
    with pytest.raises(VersionMismatch):
        await change(caller=rig.mina, version=before.version, mail=False)
    assert await change(caller=rig.mina, version=changed.version, mail=False) == Preferences(push=False, mail=False)


def test_other_preferences_have_another_version() -> None:
    every = [Preferences(push=push, mail=mail) for push in (True, False) for mail in (True, False)]
    assert len({one.version for one in every}) == len(every)


async def test_a_link_out_of_a_letter_stops_letters_and_nothing_else(rig: Rig) -> None:
    await rig.tell(rig.notice())
    url = rig.mailer.letters[0].unsubscribe_url or ""
    token = url.removeprefix(f"{PUBLIC_URL}/api/v1/notices/unsubscribe/")
    unsubscribe = Unsubscribe(works=rig.works, links=rig.links)
    await unsubscribe(token=token, really=False)
    assert await preferences(rig) == Preferences()
    for _ in range(2):
        await unsubscribe(token=token, really=True)
        assert await preferences(rig) == Preferences(mail=False)
    await rig.tell(rig.notice())
    assert len(rig.mailer.letters) == 1


@pytest.mark.parametrize("token", ["", "AAAA", "not base64!", "é", "A" * 500])
@pytest.mark.parametrize("really", [True, False])
async def test_what_is_no_link_out_of_a_letter_stops_nothing(rig: Rig, token: str, really: bool) -> None:  # noqa: FBT001 - pytest gives it by name
    with pytest.raises(NothingToUnsubscribe):
        await Unsubscribe(works=rig.works, links=rig.links)(token=token, really=really)
