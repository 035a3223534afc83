"""Finishing a registration with the link from the letter."""

from collections.abc import AsyncIterator
from datetime import timedelta

import pytest
from attrs import evolve
from typing_extensions import override

from core.errors import Unavailable
from core.identity.model.email import email_key
from core.identity.model.errors import InvalidCredentials, TicketNotValid, TooManyAttempts
from core.identity.model.linking import password_for
from core.identity.model.proof import Proof
from core.identity.model.session import Client
from core.identity.model.signed_in import SignedIn
from core.identity.model.user import Identity, User
from core.identity.use_cases.accounts.sign_in_user import SignInUser
from tests.identity.passwords import EMAIL, OTHER_PASSWORD, PASSWORD, Accounts, accounts


@pytest.fixture
async def lent() -> AsyncIterator[Accounts]:
    async with accounts() as made:
        yield made


async def verify(lent: Accounts, token: str, password: str = PASSWORD) -> SignedIn:
    return await lent.verify_registration(token=token, password=password, client=Client())


async def test_the_link_and_the_password_make_the_account_with_a_verified_address(lent: Accounts) -> None:
    await lent.sign_up()
    signed_in = await verify(lent, await lent.token())
    assert (signed_in.user.email, signed_in.user.email_verified, signed_in.user.name) == (EMAIL, True, "Mina")
    assert (await lent.sign_in()).user == signed_in.user


async def test_before_that_there_is_no_account(lent: Accounts) -> None:
    await lent.sign_up()
    await lent.mailed()
    with pytest.raises(InvalidCredentials):
        await lent.sign_in()


async def test_a_wrong_password_leaves_the_link_as_it_is(lent: Accounts) -> None:
    await lent.sign_up()
    token = await lent.token()
    with pytest.raises(InvalidCredentials):
        await verify(lent, token, OTHER_PASSWORD)
    assert (await verify(lent, token)).user.email == EMAIL


async def test_the_password_cannot_be_guessed_with_the_link(lent: Accounts) -> None:
    await lent.sign_up()
    token = await lent.token()
    for number in range(20):
        with pytest.raises(InvalidCredentials):
            await verify(lent, token, f"{OTHER_PASSWORD} {number}")
    with pytest.raises(TooManyAttempts):
        await verify(lent, token)


async def test_pw_11_a_link_is_good_once(lent: Accounts) -> None:
    await lent.sign_up()
    token = await lent.token()
    await verify(lent, token)
    with pytest.raises(TicketNotValid):
        await verify(lent, token)


async def test_pw_11_a_link_is_good_for_an_hour(lent: Accounts) -> None:
    await lent.sign_up()
    token = await lent.token()
    lent.clock.move(timedelta(minutes=60))
    with pytest.raises(TicketNotValid):
        await verify(lent, token)


@pytest.mark.parametrize("token", ["", "x", "A" * 64, "é" * 64, "A" * 100_000])
async def test_pw_11_a_text_that_was_never_mailed_costs_no_hash(lent: Accounts, token: str) -> None:
    with pytest.raises(TicketNotValid):
        await verify(lent, token)
    assert lent.hasher.calls == []


async def test_pw_11_a_link_to_reset_a_password_finishes_no_registration(lent: Accounts) -> None:
    await lent.registering("open").sign_up()
    await lent.ask_reset()
    with pytest.raises(TicketNotValid):
        await verify(lent, await lent.token())


async def test_al_1_who_registered_with_anothers_address_gets_nothing_by_the_owner_registering(lent: Accounts) -> None:
    await lent.sign_up(password=OTHER_PASSWORD)
    of_the_stranger = await lent.token()
    await lent.sign_up(password=PASSWORD)
    of_the_owner = await lent.token()
    with pytest.raises(InvalidCredentials):
        await verify(lent, of_the_stranger, PASSWORD)
    await verify(lent, of_the_owner)
    with pytest.raises(TicketNotValid):
        await verify(lent, of_the_stranger, OTHER_PASSWORD)
    with pytest.raises(InvalidCredentials):
        await lent.sign_in(password=OTHER_PASSWORD)


async def test_al_1_the_link_takes_the_address_from_an_account_that_merely_claims_it(lent: Accounts) -> None:
    stranger = Proof(identity=Identity(provider="https://idp.example", provider_id="7"), email=EMAIL)
    claimed = await lent.directory.sign_in(stranger)
    await lent.sign_up()
    owner = (await verify(lent, await lent.token())).user
    assert owner.user_id != claimed.user_id
    assert owner.email == EMAIL


async def test_a_users_service_that_does_not_answer_leaves_the_link_as_it_is(lent: Accounts) -> None:
    class OutOfReach(SignInUser):
        @override
        async def __call__(self, *, proof: Proof) -> User:
            raise Unavailable(what="the users service")

    there = lent.directory.sign_in_user
    await lent.sign_up()
    token = await lent.token()
    away = evolve(lent.directory, sign_in_user=OutOfReach(works=there.works, clock=there.clock, ids=there.ids))
    with pytest.raises(Unavailable):
        await evolve(lent.verify_registration, directory=away)(token=token, password=PASSWORD, client=Client())
    assert (await verify(lent, token)).user.email == EMAIL


async def test_al_1_who_was_in_the_account_before_its_address_was_proved_is_signed_out(lent: Accounts) -> None:
    identity = password_for(email_key(EMAIL))
    stranger = await lent.directory.sign_in(Proof(identity=identity, email=EMAIL, name="A stranger"))
    await lent.session_opener.open(user_id=stranger.user_id, identity=identity, client=Client(agent="the stranger's"))
    await lent.sign_up()
    signed_in = await verify(lent, await lent.token())
    (session,) = await lent.sessions.of_user(signed_in.user.user_id)
    assert (signed_in.user.user_id, session.client) == (stranger.user_id, Client())


async def test_rt_12_an_account_that_is_deleted_meanwhile_keeps_no_session_and_no_password(lent: Accounts) -> None:
    await lent.sign_up()
    token = await lent.token()
    with pytest.raises(InvalidCredentials):
        await verify(lent.during(after={"sign_in": lent.delete}), token)
    assert await lent.credential() is None
