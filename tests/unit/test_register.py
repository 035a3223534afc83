"""Registering with an e-mail address and a password."""

import asyncio
from collections.abc import AsyncIterator
from datetime import timedelta
from functools import partial

import pytest
from attrs import evolve

from core.errors import Invalid
from core.identity.model.email import NoEmailAddress, email_key
from core.identity.model.errors import EmailTaken, TicketNotValid, TooManyAttempts, WeakPassword
from core.identity.model.linking import password_for
from core.identity.model.new_account import NewAccount
from core.identity.model.proof import Proof
from core.identity.model.session import Client
from core.identity.model.user import Identity
from tests.identity.passwords import EMAIL, OTHER_PASSWORD, PASSWORD, Accounts, accounts

GOOGLE = Identity(provider="https://accounts.google.com", provider_id="108")


@pytest.fixture
async def verified() -> AsyncIterator[Accounts]:
    async with accounts() as lent:
        yield lent


@pytest.fixture
async def opened(verified: Accounts) -> Accounts:
    return verified.registering("open")


async def test_openly_the_account_is_there_at_once_and_its_address_is_not_verified(opened: Accounts) -> None:
    signed_in = await opened.sign_up()
    assert signed_in is not None
    assert (signed_in.user.email, signed_in.user.email_verified, signed_in.user.name) == (EMAIL, False, "Mina")
    (session,) = await opened.sessions.of_user(signed_in.user.user_id)
    assert session.session_id in signed_in.tokens.access_token
    assert (await opened.sign_in()).user == signed_in.user
    assert await opened.mailed() == []


async def test_openly_the_same_again_signs_in_again_for_the_answer_may_have_been_lost(opened: Accounts) -> None:
    first, again = await opened.sign_up(), await opened.sign_up()
    assert first is not None
    assert again is not None
    assert again.user == first.user
    assert again.tokens != first.tokens


async def test_openly_another_password_for_the_same_address_is_refused(opened: Accounts) -> None:
    await opened.sign_up()
    with pytest.raises(EmailTaken):
        await opened.sign_up("MINA@example.com", OTHER_PASSWORD)
    assert await opened.lets_in()


async def test_openly_guessing_a_password_by_registering_is_throttled_like_signing_in(opened: Accounts) -> None:
    await opened.sign_up()
    for _ in range(5):
        with pytest.raises(EmailTaken):
            await opened.sign_up(password=OTHER_PASSWORD)
    with pytest.raises(TooManyAttempts):
        await opened.sign_up()


async def test_openly_a_password_that_outlived_its_account_does_not_keep_the_address(opened: Accounts) -> None:
    first = await opened.sign_up()
    # Whoever proves the address takes it from an account that merely claimed it, which is deleted.
    proof = Proof(identity=GOOGLE, email=EMAIL, email_verified=True, email_settles=True)
    await opened.directory.sign_in(proof)
    again = await opened.sign_up()
    assert first is not None
    assert again is not None
    assert again.user.user_id != first.user.user_id
    kept = await opened.credential()
    assert kept is not None
    assert kept.user_id == again.user.user_id


async def test_openly_of_many_at_once_one_has_the_account_and_its_password_is_the_right_one(opened: Accounts) -> None:
    passwords = [f"{PASSWORD} {number}" for number in range(5)]
    uses = (opened.sign_up(password=password) for password in passwords)
    ended = await asyncio.gather(*uses, return_exceptions=True)
    assert sorted(type(one).__name__ for one in ended) == ["EmailTaken"] * 4 + ["SignedIn"]
    (winner,) = [number for number, one in enumerate(ended) if not isinstance(one, EmailTaken)]
    assert await opened.lets_in(password=passwords[winner])


async def test_openly_who_is_slower_does_not_replace_the_password_of_who_was_quicker(opened: Accounts) -> None:
    quicker = partial(opened.sign_up, password=OTHER_PASSWORD)
    with pytest.raises(EmailTaken):
        await opened.during(before={"sign_in": quicker}).sign_up()
    assert await opened.lets_in(password=OTHER_PASSWORD)


@pytest.mark.parametrize("is_verified", [False, True])
async def test_al_1_openly_nobody_gets_an_account_that_has_the_address_and_lost_its_password(
    opened: Accounts, *, is_verified: bool
) -> None:
    """As after a registration, or the taking away of a password, that went half way."""
    identity = password_for(email_key(EMAIL))
    proof = Proof(identity=identity, email=EMAIL, email_verified=is_verified, email_settles=is_verified)
    owner = await opened.directory.sign_in(proof)
    with pytest.raises(EmailTaken):
        await opened.sign_up()
    assert await opened.credential() is None
    assert await opened.sessions.of_user(owner.user_id) == []


async def test_al_1_openly_a_password_of_somebody_who_lost_the_address_opens_nothing(opened: Accounts) -> None:
    """The auth service has not heard of it yet."""
    await opened.sign_up()
    proof = Proof(identity=GOOGLE, email=EMAIL, email_verified=True, email_settles=True)
    owner = await opened.directory.sign_in(proof)
    await opened.directory.sign_in(evolve(proof, identity=password_for(email_key(EMAIL))))
    with pytest.raises(EmailTaken):
        await opened.sign_up()
    assert await opened.sessions.of_user(owner.user_id) == []


async def test_rt_12_openly_an_account_that_is_deleted_meanwhile_keeps_no_session_and_no_password(
    opened: Accounts,
) -> None:
    with pytest.raises(EmailTaken):
        await opened.during(after={"sign_in": opened.delete}).sign_up()
    assert await opened.credential() is None
    assert await opened.sign_up() is not None


async def test_pw_6_where_letters_are_sent_a_known_address_and_an_unknown_one_are_the_same(verified: Accounts) -> None:
    await verified.registering("open").sign_up("known@example.com")
    verified.hasher.calls.clear()
    for email in ("known@example.com", "unknown@example.com"):
        assert await verified.sign_up(email) is None
    assert verified.hasher.calls == ["hash", "hash"]
    async with verified.works.begin() as work:
        assert await work.credentials.of_email("unknown@example.com") is None  # type: ignore[arg-type]


async def test_pw_6_the_letter_tells_the_owner_of_a_known_address_and_leads_to_no_account(verified: Accounts) -> None:
    await verified.registering("open").sign_up()
    await verified.sign_up("Mina@Example.com", OTHER_PASSWORD)
    (mail,) = await verified.mailed()
    assert mail.to == EMAIL
    assert "token" not in mail.text
    assert "이미" in mail.subject


async def test_a_letter_brings_the_link_and_with_it_the_account(verified: Accounts) -> None:
    await verified.sign_up()
    (mail,) = await verified.mailed()
    assert mail.to == EMAIL
    assert PASSWORD not in mail.text


@pytest.mark.parametrize("how", ["open", "verified"])
@pytest.mark.parametrize("password", ["short", "passwordpassword", EMAIL, "mina12345678901", "x" * 257])
async def test_pw_4_a_password_that_would_be_guessed_is_refused_before_anything_is_hashed(
    verified: Accounts, how: str, password: str
) -> None:
    with pytest.raises(WeakPassword) as weak:
        await verified.registering(how).sign_up(password=password)  # type: ignore[arg-type]
    assert weak.value.faults
    assert verified.hasher.calls == []


@pytest.mark.parametrize("email", ["", "mina", "mina@", "mina@example.com, ann@example.com", "\uff4dina@example.com"])
async def test_al_4_what_is_no_address_or_looks_like_another_is_refused(verified: Accounts, email: str) -> None:
    with pytest.raises(NoEmailAddress) as refused:
        await verified.sign_up(email)
    assert isinstance(refused.value, Invalid)


@pytest.mark.parametrize("spelling", ["MINA@EXAMPLE.COM", "Mina@example.com", "mina@EXAMPLE.com"])
async def test_al_4_two_spellings_of_an_address_are_one_account(opened: Accounts, spelling: str) -> None:
    first, again = await opened.sign_up(), await opened.sign_up(spelling)
    assert first is not None
    assert again is not None
    assert again.user.user_id == first.user.user_id
    assert again.user.email == EMAIL


@pytest.mark.parametrize(
    "other", ["mina+1@example.com", "m.ina@example.com", "mina@example.org", "m\u0131na@example.com"]
)
async def test_al_4_what_only_resembles_an_address_is_another_account(opened: Accounts, other: str) -> None:
    first, second = await opened.sign_up(), await opened.sign_up(other)
    assert first is not None
    assert second is not None
    assert second.user.user_id != first.user.user_id


async def test_a_name_is_kept_without_what_is_never_shown(verified: Accounts) -> None:
    account = NewAccount(email=EMAIL, password=PASSWORD, name=" Mi\x00na\n")
    await verified.register(account=account, client=Client())
    token = await verified.token()
    signed_in = await verified.verify_registration(token=token, password=PASSWORD, client=Client())
    assert signed_in.user.name == "Mina"


async def test_letters_to_one_address_are_few_for_whoever_asks_for_them(verified: Accounts) -> None:
    for _ in range(3):
        await verified.sign_up()
    with pytest.raises(TooManyAttempts):
        await verified.sign_up()
    assert await verified.sign_up("ann@example.com") is None


async def test_letters_that_one_network_asks_for_are_bounded(verified: Accounts) -> None:
    for number in range(30):
        await verified.sign_up(f"m{number}@example.com", client=Client(address=f"2001:db8::{number:x}"))
    with pytest.raises(TooManyAttempts):
        await verified.sign_up("ann@example.com", client=Client(address="2001:db8::ffff:ffff"))


async def test_pw_11_twenty_uses_of_one_link_at_once_make_one_account_and_one_session(verified: Accounts) -> None:
    await verified.sign_up()
    token = await verified.token()
    uses = (verified.verify_registration(token=token, password=PASSWORD, client=Client()) for _ in range(20))
    ended = await asyncio.gather(*uses, return_exceptions=True)
    (winner,) = [one for one in ended if not isinstance(one, TicketNotValid)]
    assert not isinstance(winner, BaseException)
    assert winner.user.email_verified
    assert len(await verified.sessions.of_user(winner.user.user_id)) == 1
    verified.clock.move(timedelta(hours=2))
    assert (await verified.sign_in()).user.user_id == winner.user.user_id
