"""Asking for a new password, and choosing it."""

import asyncio
from collections.abc import AsyncIterator, Sequence
from datetime import timedelta

import pytest
from attrs import evolve
from typing_extensions import override

from adapters.memory.sessions import MemorySessions
from core.errors import Unavailable
from core.identity.model.email import NoEmailAddress, email_key
from core.identity.model.errors import InvalidCredentials, TicketNotValid, TooManyAttempts, WeakPassword
from core.identity.model.identity_id import identity_id
from core.identity.model.linking import password_for
from core.identity.model.proof import Proof
from core.identity.model.session import Client, SessionId
from core.identity.model.user import Identity, UserId
from core.identity.use_cases.accounts.delete_account import DeleteAccount
from tests.identity.builders import a_grant, a_session
from tests.identity.passwords import EMAIL, OTHER_PASSWORD, PASSWORD, Accounts, accounts

GOOGLE = Identity(provider="https://accounts.google.com", provider_id="108")
PROOF = Proof(identity=GOOGLE, email=EMAIL, email_verified=True, email_settles=True)
PASSWORD_OF_MINA = password_for(email_key(EMAIL))


@pytest.fixture
async def lent() -> AsyncIterator[Accounts]:
    async with accounts() as made:
        await made.registering("open").sign_up()
        yield made


async def a_link(lent: Accounts, email: str = EMAIL) -> str:
    await lent.ask_reset(email)
    return await lent.token()


async def mina(lent: Accounts) -> UserId:
    credential = await lent.credential()
    assert credential is not None
    return credential.user_id


async def test_the_link_replaces_the_password(lent: Accounts) -> None:
    await lent.reset_password(token=await a_link(lent), password=OTHER_PASSWORD)
    with pytest.raises(InvalidCredentials):
        await lent.sign_in()
    assert (await lent.sign_in(password=OTHER_PASSWORD)).user.user_id == await mina(lent)


async def test_the_link_also_shows_whose_the_address_is(lent: Accounts) -> None:
    assert not (await lent.sign_in()).user.email_verified
    await lent.reset_password(token=await a_link(lent), password=OTHER_PASSWORD)
    assert (await lent.sign_in(password=OTHER_PASSWORD)).user.email_verified


async def test_pw_6_an_unknown_address_is_answered_like_a_known_one_and_gets_no_letter(lent: Accounts) -> None:
    lent.hasher.calls.clear()
    for email in (EMAIL, "nobody@example.com"):
        await lent.ask_reset(email)
    assert lent.hasher.calls == []
    assert [mail.to for mail in await lent.mailed()] == [EMAIL]


async def test_al_4_the_letter_goes_to_the_address_that_is_kept_and_not_to_what_was_typed(lent: Accounts) -> None:
    for twin in ("\uff4dina@example.com", "MINA@EXAMPLE.COM"):
        await lent.ask_reset(twin)
    assert [mail.to for mail in await lent.mailed()] == [EMAIL, EMAIL]


async def test_what_is_no_address_is_refused(lent: Accounts) -> None:
    with pytest.raises(NoEmailAddress):
        await lent.ask_reset("no address")


async def test_rt_12_all_sessions_end(lent: Accounts) -> None:
    for _ in range(3):
        await lent.sign_in()
    await lent.reset_password(token=await a_link(lent), password=OTHER_PASSWORD)
    assert await lent.sessions.of_user(await mina(lent)) == []


async def test_the_owner_can_look_up_that_the_password_was_reset(lent: Accounts) -> None:
    await lent.reset_password(token=await a_link(lent), password=OTHER_PASSWORD)
    user_id = await mina(lent)
    async with lent.works.begin() as work:
        (event,) = await work.security.of_user(user_id, limit=10)
    assert (event.kind, event.occurred_at) == ("password-reset", lent.clock.now())


async def test_the_guesses_of_strangers_are_forgotten(lent: Accounts) -> None:
    for number in range(5):
        with pytest.raises(InvalidCredentials):
            await lent.sign_in(password=OTHER_PASSWORD, client=Client(address=f"198.51.{number}.1"))
    await lent.reset_password(token=await a_link(lent), password=OTHER_PASSWORD)
    assert await lent.lets_in(password=OTHER_PASSWORD)


async def test_pw_11_twenty_uses_of_one_link_at_once_set_one_password(lent: Accounts) -> None:
    token = await a_link(lent)
    passwords = [f"{OTHER_PASSWORD} {number}" for number in range(20)]
    uses = (lent.reset_password(token=token, password=password) for password in passwords)
    ended = await asyncio.gather(*uses, return_exceptions=True)
    assert [type(one) for one in ended if one is not None] == [TicketNotValid] * 19
    assert await lent.lets_in(password=passwords[ended.index(None)])


async def test_pw_11_a_link_is_good_for_half_an_hour(lent: Accounts) -> None:
    token = await a_link(lent)
    lent.clock.move(timedelta(minutes=30))
    with pytest.raises(TicketNotValid):
        await lent.reset_password(token=token, password=OTHER_PASSWORD)
    assert await lent.lets_in()


async def test_pw_11_another_link_to_the_same_address_is_worth_nothing_afterwards(lent: Accounts) -> None:
    first, second = await a_link(lent), await a_link(lent)
    await lent.reset_password(token=second, password=OTHER_PASSWORD)
    with pytest.raises(TicketNotValid):
        await lent.reset_password(token=first, password=PASSWORD)


async def test_pw_11_a_link_to_finish_a_registration_resets_nothing(lent: Accounts) -> None:
    await lent.sign_up("ann@example.com")
    with pytest.raises(TicketNotValid):
        await lent.reset_password(token=await lent.token(), password=OTHER_PASSWORD)


async def test_pw_11_a_link_is_bound_to_the_address_that_it_was_mailed_to(lent: Accounts) -> None:
    token = await a_link(lent)
    user_id = await mina(lent)
    async with lent.works.begin() as work:
        await work.credentials.forget(user_id)
    with pytest.raises(TicketNotValid):
        await lent.reset_password(token=token, password=OTHER_PASSWORD)


@pytest.mark.parametrize("password", ["short", EMAIL, "passwordpassword", "mina12345678901"])
async def test_pw_4_a_weak_password_is_refused_and_the_link_stays(lent: Accounts, password: str) -> None:
    token = await a_link(lent)
    with pytest.raises(WeakPassword):
        await lent.reset_password(token=token, password=password)
    await lent.reset_password(token=token, password=OTHER_PASSWORD)


async def test_al_1_a_reset_gives_the_owner_of_the_address_the_password_that_a_stranger_registered(
    lent: Accounts,
) -> None:
    owner = await lent.directory.sign_in(evolve(PROOF, email="ann@example.com"))
    stranger = await lent.registering("open").sign_up("ann@example.com")
    assert stranger is not None
    assert stranger.user != owner
    await lent.reset_password(token=await a_link(lent, "ann@example.com"), password=OTHER_PASSWORD)
    assert (await lent.sign_in("ann@example.com", OTHER_PASSWORD)).user == owner


async def test_al_1_a_password_whose_address_is_proved_to_be_anothers_cannot_be_reset(lent: Accounts) -> None:
    """The auth service has not heard of it yet."""
    await lent.directory.link(await mina(lent), Identity(provider="https://idp.example", provider_id="7"))
    owner = await lent.directory.sign_in(PROOF)
    with pytest.raises(TicketNotValid):
        await lent.reset_password(token=await a_link(lent), password=OTHER_PASSWORD)
    assert await lent.directory.identities(owner.user_id) == [GOOGLE]
    assert await lent.credential() is None


async def test_an_older_link_does_not_bring_a_deleted_account_back(lent: Accounts) -> None:
    """The auth service has not heard of it yet."""
    token = await a_link(lent)
    people = lent.directory.sign_in_user.works
    await DeleteAccount(works=people, sessions=lent.sessions)(user_id=await mina(lent))
    with pytest.raises(TicketNotValid):
        await lent.reset_password(token=token, password=OTHER_PASSWORD)
    assert await lent.directory.holder(PASSWORD_OF_MINA) is None
    assert await lent.credential() is None


async def test_an_account_that_is_deleted_meanwhile_keeps_no_password(lent: Accounts) -> None:
    token = await a_link(lent)
    with pytest.raises(TicketNotValid):
        await lent.during(after={"sign_in": lent.delete}).reset_password(token=token, password=OTHER_PASSWORD)
    assert await lent.credential() is None


async def test_rt_12_who_signs_in_with_the_old_password_meanwhile_is_signed_out_too(lent: Accounts) -> None:
    class EndedOnce(MemorySessions):
        """Sessions of which one begins as soon as they have ended for the first time."""

        begun = False

        @override
        async def end_all(self, user_id: UserId, *, keep: SessionId | None = None) -> Sequence[SessionId]:
            ended = await super().end_all(user_id, keep=keep)
            if not self.begun:
                self.begun = True
                await a_session(self, user_id)
            return ended

    sessions = EndedOnce(clock=lent.clock)
    await evolve(lent.reset_password, sessions=sessions)(token=await a_link(lent), password=OTHER_PASSWORD)
    assert sessions.begun
    assert await sessions.of_user(await mina(lent)) == []


async def test_sessions_that_cannot_be_ended_leave_the_password_and_the_link_as_they_are(lent: Accounts) -> None:
    class OutOfReach(MemorySessions):
        @override
        async def end_all(self, user_id: UserId, *, keep: SessionId | None = None) -> Sequence[SessionId]:
            raise Unavailable(what="the sessions")

    token = await a_link(lent)
    with pytest.raises(Unavailable):
        await evolve(lent.reset_password, sessions=OutOfReach(clock=lent.clock))(token=token, password=OTHER_PASSWORD)
    assert await lent.lets_in()
    await lent.reset_password(token=token, password=OTHER_PASSWORD)


async def test_letters_to_one_address_are_few_known_or_not(lent: Accounts) -> None:
    for email in (EMAIL, "nobody@example.com"):
        for _ in range(3):
            await lent.ask_reset(email)
        with pytest.raises(TooManyAttempts):
            await lent.ask_reset(email)


async def test_a_stranger_who_asks_for_letters_keeps_nobody_else_from_theirs(lent: Accounts) -> None:
    stranger = Client(address="198.51.100.9")
    for _ in range(3):
        await lent.ask_reset("nobody@example.com", client=stranger)
    with pytest.raises(TooManyAttempts):
        await lent.ask_reset("nobody@example.com", client=stranger)
    await lent.ask_reset("nobody@example.com")
    await lent.sign_up("nobody@example.com", client=stranger)


async def test_letters_to_one_address_are_limited_wherever_they_are_asked_for(lent: Accounts) -> None:
    for number in range(30):
        await lent.ask_reset(client=Client(address=f"198.51.{number}.1"))
    with pytest.raises(TooManyAttempts):
        await lent.ask_reset(client=Client(address="198.51.100.1"))


async def test_al_1_what_a_stranger_links_while_the_owner_takes_the_account_over_is_taken_away(lent: Accounts) -> None:
    stranger = await lent.registering("open").sign_up("ann@example.com")
    assert stranger is not None
    stranger_id = stranger.user.user_id

    async def link() -> None:
        await lent.directory.link(stranger_id, GOOGLE)
        async with lent.works.begin() as work:
            await work.grants.put(a_grant(stranger_id, identity_id=identity_id(GOOGLE)))

    token = await a_link(lent, "ann@example.com")
    await lent.during(after={"sign_in": link}).reset_password(token=token, password=OTHER_PASSWORD)
    owner = (await lent.sign_in("ann@example.com", OTHER_PASSWORD)).user
    assert await lent.directory.identities(owner.user_id) == [password_for(email_key("ann@example.com"))]
    async with lent.works.begin() as work:
        ((grant, _),) = await work.grants.due(limit=2, lease=timedelta(minutes=1))
    assert grant.identity_id == identity_id(GOOGLE)


async def test_a_reset_leaves_an_owner_all_other_ways_to_sign_in(lent: Accounts) -> None:
    await lent.reset_password(token=await a_link(lent), password=OTHER_PASSWORD)
    user_id = await mina(lent)
    await lent.directory.link(user_id, GOOGLE)
    await lent.reset_password(token=await a_link(lent), password=PASSWORD)
    assert set(await lent.directory.identities(user_id)) == {PASSWORD_OF_MINA, GOOGLE}
