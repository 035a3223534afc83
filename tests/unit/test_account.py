"""Tending one's account: what stands behind the routes."""

from collections.abc import AsyncIterator, Sequence
from contextlib import AsyncExitStack
from datetime import UTC, date, datetime, timedelta
from io import BytesIO
from pathlib import Path
from zipfile import ZIP_STORED, ZipFile

import pytest
from attrs import evolve
from hypothesis import given
from hypothesis import strategies as st
from typing_extensions import override

from adapters.memory.sessions import MemorySessions
from adapters.system.clock import SystemClock
from composition.opener import Opener, bundle_of
from composition.settings import Settings
from composition.users import UsersContainer, UsersPorts
from core.errors import Unavailable
from core.identity.model.currency import CURRENCIES
from core.identity.model.errors import UserNotFound
from core.identity.model.export import export_of
from core.identity.model.name import LONGEST_NAME, tidy
from core.identity.model.profile import ProfileEdit, UnfitProfile
from core.identity.model.proof import Proof
from core.identity.model.session import SessionId
from core.identity.model.user import User, UserId
from core.identity.use_cases.accounts.delete_account import DeleteAccount
from core.identity.use_cases.accounts.export_account import ExportAccount
from ports.personal_data import DataFile, PersonalData
from tests.builders import a_user, an_id, an_identity
from tests.clocks import ManualClock
from tests.identity.builders import a_session

FILES = st.dictionaries(st.text("abc/", min_size=1).filter(lambda path: path.strip("/")), st.binary(max_size=50))


@pytest.fixture
async def users(tmp_path: Path) -> AsyncIterator[UsersContainer]:
    async with AsyncExitStack() as stack:
        opener = Opener(Settings.read({"ODDIYA_PROFILE": "memory", "ODDIYA_HOME": str(tmp_path)}), stack)
        yield UsersContainer(ports=await bundle_of(UsersPorts, opener))


async def registered(users: UsersContainer) -> User:
    user: User = await users.sign_in_user()(proof=Proof(identity=an_identity(), name="Mina"))
    return user


async def deleted(users: UsersContainer) -> list[str]:
    claimed = await users.works().feed.claim(limit=100, lease=timedelta(minutes=1))
    return [event.group for event in claimed if event.name == "user-deleted"]


async def test_deleting_an_account_is_told_once(users: UsersContainer) -> None:
    mina, jun = await registered(users), await registered(users)
    for _ in range(2):
        await users.delete_account()(user_id=mina.user_id)
    assert await deleted(users) == [mina.user_id]
    assert await users.read_user()(user_id=jun.user_id) == jun


async def test_rt_12_every_session_of_a_deleted_account_ends_and_nobody_elses(users: UsersContainer) -> None:
    mina, jun = await registered(users), await registered(users)
    sessions = users.ports().sessions
    for user in (mina, mina, jun):
        await a_session(sessions, user.user_id)
    await users.delete_account()(user_id=mina.user_id)
    assert [len(await sessions.of_user(user.user_id)) for user in (mina, jun)] == [0, 1]


class LostSessions(MemorySessions):
    """Sessions whose store does not answer."""

    @override
    async def end_all(self, user_id: UserId, *, keep: SessionId | None = None) -> Sequence[SessionId]:
        raise Unavailable(what="the store of sessions")


async def test_an_account_that_cannot_be_signed_out_is_not_deleted(users: UsersContainer) -> None:
    mina = await registered(users)
    delete_account = DeleteAccount(works=users.works(), sessions=LostSessions(clock=SystemClock()))
    with pytest.raises(Unavailable):
        await delete_account(user_id=mina.user_id)
    assert await users.read_user()(user_id=mina.user_id) == mina
    assert await deleted(users) == []


async def test_an_export_is_named_after_the_day_and_is_of_somebody(users: UsersContainer) -> None:
    mina = await registered(users)
    clock = ManualClock(datetime(2026, 12, 4, 23, 59, tzinfo=UTC))
    export_account = ExportAccount(works=users.works(), personal_data=users.ports().personal_data, clock=clock)
    export = await export_account(user_id=mina.user_id)
    assert export.name == "oddiya-export-2026-12-04.zip"
    assert await export_account(user_id=mina.user_id) == export
    with pytest.raises(UserNotFound):
        await export_account(user_id=UserId(an_id()))


class HalfOfIt(PersonalData):
    """One service answers, and the next one does not."""

    @override
    async def of_user(self, user_id: UserId) -> Sequence[DataFile]:
        raise Unavailable(what="the auth service")


async def test_half_an_export_is_none(users: UsersContainer) -> None:
    mina = await registered(users)
    export_account = ExportAccount(works=users.works(), personal_data=HalfOfIt(), clock=ManualClock())
    with pytest.raises(Unavailable):
        await export_account(user_id=mina.user_id)


@given(files=FILES, on=st.dates(min_value=date(2020, 1, 1)))
def test_an_archive_holds_every_file_and_is_the_same_bytes_in_any_order(files: dict[str, bytes], on: date) -> None:
    export = export_of(files.items(), on=on)
    assert export == export_of(reversed(files.items()), on=on)
    with ZipFile(BytesIO(export.content)) as archive:
        assert archive.testzip() is None
        assert {path: archive.read(path) for path in archive.namelist()} == files
        assert all(entry.compress_type == ZIP_STORED for entry in archive.infolist())


def test_a_data_file_is_json_that_people_can_read() -> None:
    file = DataFile.of_json("profile.json", {"name": "미나", "agent": "half a \ud800 character"})
    assert file.content.decode() == '{\n  "name": "미나",\n  "agent": "half a ? character"\n}\n'


def test_an_edit_changes_what_it_names_and_counts_as_a_version() -> None:
    user = a_user()
    assert ProfileEdit().applied_to(user) == evolve(user, version=2)
    edit = ProfileEdit(name=" 미나\x00 ", locale="ja", home_currency="JPY")
    assert edit.applied_to(user) == evolve(user, name="미나", locale="ja", home_currency="JPY", version=2)


@pytest.mark.parametrize("name", ["", " ", "\n\x00\u3000", "x" * (LONGEST_NAME + 1)])
def test_a_name_has_something_in_it_and_an_end(name: str) -> None:
    with pytest.raises(UnfitProfile) as refused:
        ProfileEdit(name=name, home_currency="WON").applied_to(a_user())
    assert [fault.pointer for fault in refused.value.faults] == ["/name", "/home_currency"]


@given(name=st.text())
def test_a_tidy_name_stays_as_it_is(name: str) -> None:
    once = tidy(name)
    assert tidy(once) == once
    once.encode()
    assert "\x00" not in once


@pytest.mark.parametrize("name", ["Mina\u202e", "\u2066Mi\u200ena\u2069", " Mi\x00na\n", "Mina\u2028\x85"])
def test_what_is_never_shown_or_turns_text_round_is_no_part_of_a_name(name: str) -> None:
    assert tidy(name) == "Mina"
    assert ProfileEdit(name=name).applied_to(a_user()).name == "Mina"


def test_a_name_is_one_line() -> None:
    assert tidy("  Mina\u3000Kim\r\nof\tBusan ") == "Mina Kim of Busan"


def test_currencies_are_those_that_people_pay_with() -> None:
    assert {"KRW", "JPY", "USD", "EUR", "CNY", "TWD", "XOF", "ZWG"} <= CURRENCIES
    assert not {"DEM", "HRK", "ZWL", "XXX", "XTS", "XAU", "CHE", "krw"} & CURRENCIES
    assert all(len(code) == 3 and code.isalpha() and code.isupper() for code in CURRENCIES)
