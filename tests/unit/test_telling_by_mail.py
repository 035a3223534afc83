"""Each notice is mailed to its owner once, at the address that is theirs."""

import asyncio
from datetime import timedelta

import pytest
from attrs import evolve

from core.errors import NoAnswer, Unavailable
from core.notices.model.errors import NoticeInHand
from core.notices.model.preferences import Preferences
from core.notices.use_cases.preferences.change_preferences import ChangePreferences
from core.notices.use_cases.steps.mail_to_owner import LEFT_ALONE
from core.notices.use_cases.steps.tellings import LEASE
from core.notices.use_cases.telling.prune_notices import PruneNotices
from tests.conftest import OpenAdapter
from tests.notices_rig import MINA, Rig, a_rig


@pytest.fixture
async def rig(open_adapter: OpenAdapter) -> Rig:
    return await a_rig(open_adapter)


async def test_a_notice_is_mailed_once_however_often_it_is_asked_for(rig: Rig) -> None:
    await rig.live()
    notice = rig.notice()
    for _ in range(3):
        await rig.tell(notice)
    (letter,) = rig.mailer.letters
    assert (letter.to, letter.subject, letter.mail_id) == (MINA, "Your film is ready", f"notice-{notice.notice_id}")
    assert await rig.outcomes(notice) == [("mail", "told", 1)]


async def test_of_two_who_mail_at_once_one_mails_and_the_other_comes_again(rig: Rig) -> None:
    await rig.live()
    notice = rig.notice()
    async with rig.works.begin() as work:
        new = await work.deliveries.hold(notice.notice_id, "mail", "")
        await work.deliveries.save(new.leased("other", until=rig.clock.now() + LEASE, now=rig.clock.now()))
    with pytest.raises(NoticeInHand):
        await rig.tell(notice)
    assert rig.mailer.letters == []
    rig.clock.move(LEASE)
    await rig.tell(notice)
    assert await rig.outcomes(notice) == [("mail", "told", 2)]


async def test_a_mail_server_that_is_down_is_tried_again(rig: Rig) -> None:
    await rig.live()
    notice, rig.mailer.down = rig.notice(), True
    with pytest.raises(Unavailable):
        await rig.tell(notice)
    assert await rig.outcomes(notice) == [("mail", None, 1)]
    rig.mailer.down = False
    await rig.tell(notice)
    assert await rig.outcomes(notice) == [("mail", "told", 2)]


async def test_devices_are_told_though_the_mail_server_is_down(rig: Rig) -> None:
    await rig.live()
    await rig.register("phone")
    rig.mailer.down = True
    notice = rig.notice()
    for _ in range(2):
        with pytest.raises(Unavailable):
            await rig.tell(notice)
    assert rig.told == [notice.notice_id]


async def test_a_mail_server_that_never_answers_is_tried_again(rig: Rig) -> None:
    await rig.live()
    notice, rig.mailer.silent = rig.notice(), True
    (attempt,) = await evolve(rig.mail_to_owner, patience=timedelta(milliseconds=10))(notice)
    assert isinstance(attempt.failure, NoAnswer)
    rig.mailer.silent = False
    await rig.tell(notice)
    assert len(rig.mailer.letters) == 1


async def test_who_is_cancelled_while_mailing_ends_that_first(rig: Rig) -> None:
    await rig.live()
    notice = rig.notice()
    telling = asyncio.ensure_future(rig.tell(notice))
    while not await rig.deliveries(notice):
        await asyncio.sleep(0)
    telling.cancel()
    with pytest.raises(asyncio.CancelledError):
        await telling
    assert await rig.outcomes(notice) == [("mail", "told", 1)]


async def test_who_does_not_want_letters_gets_none(rig: Rig) -> None:
    await rig.live()
    await rig.want(mail=False)
    notice = rig.notice()
    await rig.tell(notice)
    assert (rig.mailer.letters, await rig.outcomes(notice)) == ([], [("mail", "unwanted", 0)])


@pytest.mark.parametrize("email", [None, MINA], ids=["none", "unverified"])
async def test_only_a_verified_address_is_written_to(rig: Rig, email: str | None) -> None:
    await rig.live(email=email, verified=False)
    notice = rig.notice()
    await rig.tell(notice)
    assert (rig.mailer.letters, await rig.outcomes(notice)) == ([], [("mail", "unreachable", 1)])


async def test_who_has_no_account_is_not_written_to(rig: Rig) -> None:
    notice = rig.notice()
    await rig.tell(notice)
    assert await rig.outcomes(notice) == [("mail", "unreachable", 1)]


async def test_an_address_that_refuses_letters_gets_no_more_until_it_is_another(rig: Rig) -> None:
    await rig.live()
    rig.mailer.bad = {MINA}
    first, second, third = rig.notice(), rig.notice(), rig.notice()
    await rig.tell(first)
    rig.mailer.bad = set()
    await rig.tell(second)
    assert rig.mailer.letters == []
    assert [await rig.outcomes(one) for one in (first, second)] == [[("mail", "refused", 1)]] * 2
    await rig.move_to("mina@example.net")
    await rig.tell(third)
    assert [letter.to for letter in rig.mailer.letters] == ["mina@example.net"]


async def test_an_address_that_refuses_letters_gets_them_again_a_while_after_the_last_time(rig: Rig) -> None:
    await rig.live()
    rig.mailer.bad = {MINA}
    for passed in (timedelta(0), LEFT_ALONE + timedelta(seconds=1)):  # it is tried again, and refuses again
        rig.clock.move(passed)
        await rig.tell(rig.notice())
    rig.mailer.bad = set()
    for passed, letters in ((LEFT_ALONE, 0), (timedelta(seconds=1), 1)):
        rig.clock.move(passed)
        await rig.tell(rig.notice())
        assert len(rig.mailer.letters) == letters


async def test_a_letter_that_is_refused_is_the_last_of_its_kind_and_not_of_all(rig: Rig) -> None:
    await rig.live()
    first, rig.mailer.picky = rig.notice(), True
    for _ in range(2):
        await rig.tell(first)
    assert await rig.outcomes(first) == [("mail", "refused", 1)]
    rig.mailer.picky = False
    await rig.tell(rig.notice())
    assert len(rig.mailer.letters) == 1


@pytest.mark.parametrize(
    ("changes", "letters"), [({"mail": True}, 1), ({"push": False}, 0)], ids=["switched on", "left as they are"]
)
async def test_who_switches_letters_on_gets_them_at_an_address_that_refused_them(
    rig: Rig, changes: dict[str, bool], letters: int
) -> None:
    await rig.live()
    rig.mailer.bad = {MINA}
    await rig.tell(rig.notice())
    rig.mailer.bad = set()
    change = ChangePreferences(works=rig.works)
    await change(caller=rig.mina, version=Preferences().version, **changes)
    await rig.tell(rig.notice())
    assert len(rig.mailer.letters) == letters


async def test_an_address_that_refused_letters_is_remembered_no_longer_than_it_is_left_alone(rig: Rig) -> None:
    await rig.live()
    rig.mailer.bad = {MINA}
    noted_at = rig.clock.now()
    await rig.tell(rig.notice())
    for passed, is_kept in ((LEFT_ALONE, True), (timedelta(seconds=1), False)):
        rig.clock.move(passed)
        await PruneNotices(works=rig.works, clock=rig.clock)()
        async with rig.works.begin() as work:
            assert await work.bounces.noted(rig.mina, MINA, since=noted_at) is is_kept


async def test_of_an_owner_who_was_forgotten_nothing_is_told_or_kept(rig: Rig) -> None:
    await rig.live()
    await rig.register("phone")
    await rig.forget()
    notice = rig.notice()
    assert await rig.tell(notice) == ()
    assert (rig.told, rig.mailer.letters, await rig.deliveries(notice)) == ([], [], [])


async def test_those_who_listen_hear_of_a_notice_that_is_in_the_log(rig: Rig) -> None:
    heard: list[str] = []
    await evolve(rig.tell_owner, heard=heard.append)(rig.notice())
    assert heard == [rig.mina]
