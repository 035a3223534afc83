"""What follows when a refresh token was used again after its time."""

import pytest
from attrs import evolve, frozen

from adapters.memory.mailer import MemoryMailer
from adapters.memory.sessions import MemorySessions
from adapters.system.clock import SystemClock
from composition.catalogue import adapters_of
from core.identity.model.session import SessionId
from core.identity.model.user import Locale, User
from core.identity.use_cases.told.end_stolen_session import EndStolenSession
from ports.identity_works import IdentityWork
from ports.works import Works
from tests.builders import a_user, an_id, an_identity
from tests.conftest import OpenAdapter
from tests.identity.builders import a_session, a_user_id


@frozen
class Bench:
    """People, and the letters they get."""

    people: Works[IdentityWork]
    mailer: MemoryMailer
    end_stolen_session: EndStolenSession

    async def tell(self, user: User, *, message_id: str) -> None:
        async with self.people.begin() as work:
            if await work.users.get(user.user_id) is None:
                await work.users.add(user, an_identity())
        await self.end_stolen_session(user_id=user.user_id, session_id=SessionId(an_id()), message_id=message_id)


def a_verified_user(*, name: str = "Mina", email: str = "mina@example.com", locale: Locale = "en") -> User:
    return evolve(a_user(name=name, email=email), email_verified=True, locale=locale)


@pytest.fixture
async def bench(open_adapter: OpenAdapter) -> Bench:
    directory = await open_adapter(adapters_of("user_directory")["direct"], ODDIYA_PROFILE="memory")
    mailer, sessions = MemoryMailer(), MemorySessions(clock=SystemClock())
    return Bench(
        directory.sign_in_user.works, mailer, EndStolenSession(sessions=sessions, directory=directory, mailer=mailer)
    )


async def test_rt_9_a_session_that_a_store_took_for_alive_again_is_ended_once_more(bench: Bench) -> None:
    user = a_verified_user()
    await a_session(bench.end_stolen_session.sessions, user.user_id)
    (session,) = await bench.end_stolen_session.sessions.of_user(user.user_id)
    await bench.end_stolen_session(user_id=user.user_id, session_id=session.session_id, message_id=an_id())
    assert await bench.end_stolen_session.sessions.of_user(user.user_id) == []


async def test_rt_5_the_user_is_told_by_a_letter_to_the_stored_address(bench: Bench) -> None:
    await bench.tell(a_verified_user(email="Mina@Example.com"), message_id="m1")
    (letter,) = bench.mailer.letters
    assert (letter.mail_id, letter.to) == ("m1", "Mina@Example.com")


@pytest.mark.parametrize(
    ("locale", "subject"),
    [
        ("ko", "기기 한 곳에서 로그아웃되었습니다"),
        ("en", "We have signed you out on one device"),
        ("ja", "We have signed you out on one device"),
    ],
)
async def test_the_letter_is_in_a_language_that_its_reader_is_likely_to_understand(
    bench: Bench, locale: Locale, subject: str
) -> None:
    await bench.tell(a_verified_user(locale=locale), message_id=an_id())
    (letter,) = bench.mailer.letters
    assert letter.subject == subject
    assert letter.text


async def test_there_is_nothing_in_the_letter_to_click_on_and_nothing_that_anybody_typed(bench: Bench) -> None:
    await bench.tell(a_verified_user(name="call 555 at once"), message_id=an_id())
    (letter,) = bench.mailer.letters
    assert letter.html is None
    assert not {part for part in ("http", "www.", "555", "mina") if part in letter.text}


async def test_a_message_that_comes_twice_is_one_letter(bench: Bench) -> None:
    user = a_verified_user()
    await bench.tell(user, message_id="m1")
    await bench.tell(user, message_id="m1")
    assert {letter.mail_id for letter in bench.mailer.letters} == {"m1"}
    assert len(set(bench.mailer.letters)) == 1


async def test_an_address_that_is_not_verified_may_be_a_strangers_and_gets_no_letter(bench: Bench) -> None:
    await bench.tell(a_user(email="mina@example.com"), message_id=an_id())
    assert bench.mailer.letters == []


async def test_who_has_no_address_or_no_account_any_more_gets_no_letter(bench: Bench) -> None:
    await bench.tell(a_user(email=None), message_id=an_id())
    await bench.end_stolen_session(user_id=a_user_id(), session_id=SessionId(an_id()), message_id=an_id())
    assert bench.mailer.letters == []
