"""What every way to the users service promises."""

import asyncio
from collections.abc import AsyncIterator
from datetime import UTC
from pathlib import Path

import pytest
from attrs import evolve

from composition.catalogue import Entry
from core.identity.model.errors import LastIdentity, UserNotFound
from core.identity.model.proof import Proof
from core.identity.model.user import UserId
from ports.identity_works import IdentityTaken
from ports.user_directory import UserDirectory
from tests.builders import an_id, an_identity
from tests.contract.enrolled import enrolled
from tests.servers.internal import internal_services

MINA = "미나@Example.com"


@pytest.fixture(params=enrolled("user_directory"))
async def directory(request: pytest.FixtureRequest, tmp_path: Path) -> AsyncIterator[UserDirectory]:
    entry: Entry = request.param
    async with internal_services(tmp_path, {"ODDIYA_USER_DIRECTORY": entry.name}) as opener:
        yield await opener.open("user_directory")


def a_proof(*, email: str | None = None, settles: bool = False, name: str = "Mina") -> Proof:
    return Proof(identity=an_identity(), email=email, email_verified=settles, email_settles=settles, name=name)


async def test_signing_in_returns_the_identitys_user(directory: UserDirectory) -> None:
    proof = a_proof(email=MINA, settles=True, name='미나 "M" 🌊')
    user = await directory.sign_in(proof)
    assert (user.email, user.email_verified, user.name) == (MINA, True, '미나 "M" 🌊')
    assert (user.locale, user.home_currency, user.version, user.created_at.tzinfo) == ("en", "KRW", 1, UTC)
    assert await directory.sign_in(proof) == user == await directory.user(user.user_id)


async def test_an_identity_that_nobody_has_leads_to_who_has_the_same_settled_address(directory: UserDirectory) -> None:
    user = await directory.sign_in(a_proof(email=MINA, settles=True))
    assert await directory.sign_in(a_proof(email=MINA, settles=True)) == user


async def test_and_to_a_new_account_where_the_address_is_not_settled(directory: UserDirectory) -> None:
    user = await directory.sign_in(a_proof(email=MINA, settles=True))
    for proof in (a_proof(email=MINA), a_proof(), evolve(a_proof(email=MINA), email_verified=True)):
        other = await directory.sign_in(proof)
        assert other.user_id != user.user_id
        assert other.email is None


async def test_al_8_however_many_ask_at_once_there_is_one_user(directory: UserDirectory) -> None:
    proofs = [a_proof(email=MINA, settles=True) for _ in range(2)]
    users = await asyncio.gather(*(directory.sign_in(proof) for proof in proofs * 10))
    assert len({user.user_id for user in users}) == 1


async def test_who_is_not_there_is_none(directory: UserDirectory) -> None:
    assert await directory.user(UserId(an_id())) is None
    assert await directory.holder(an_identity()) is None
    assert list(await directory.identities(UserId(an_id()))) == []


async def test_the_holder_of_an_identity_is_found_and_nobody_is_made_by_looking(directory: UserDirectory) -> None:
    proof = a_proof()
    assert await directory.holder(proof.identity) is None
    assert await directory.holder(proof.identity) is None
    user = await directory.sign_in(proof)
    assert await directory.holder(proof.identity) == user


async def test_identities_are_in_the_order_in_which_they_were_added(directory: UserDirectory) -> None:
    proofs = [a_proof() for _ in range(4)]
    user = await directory.sign_in(proofs[0])
    for proof in proofs[1:]:
        await directory.link(user.user_id, proof.identity)
    assert list(await directory.identities(user.user_id)) == [proof.identity for proof in proofs]


async def test_a_linked_identity_leads_to_its_user_and_may_be_linked_again(directory: UserDirectory) -> None:
    user, further = await directory.sign_in(a_proof()), a_proof()
    await asyncio.gather(*(directory.link(user.user_id, further.identity) for _ in range(4)))
    assert await directory.sign_in(further) == user
    assert len(await directory.identities(user.user_id)) == 2


async def test_al_6_an_identity_that_another_user_has_is_taken_and_nothing_moves(directory: UserDirectory) -> None:
    mina, theirs = await directory.sign_in(a_proof()), a_proof()
    owner = await directory.sign_in(theirs)
    with pytest.raises(IdentityTaken):
        await directory.link(mina.user_id, theirs.identity)
    assert await directory.holder(theirs.identity) == owner
    assert len(await directory.identities(mina.user_id)) == 1


async def test_nobody_is_linked_to_nothing(directory: UserDirectory) -> None:
    with pytest.raises(UserNotFound):
        await directory.link(UserId(an_id()), an_identity())


async def test_an_identity_is_taken_away_and_one_that_the_user_does_not_have_is_quiet(directory: UserDirectory) -> None:
    first, second, theirs = a_proof(), a_proof(), a_proof()
    mina, other = await directory.sign_in(first), await directory.sign_in(theirs)
    await directory.link(mina.user_id, second.identity)
    for identity in (first.identity, first.identity, theirs.identity, an_identity()):
        await directory.unlink(mina.user_id, identity)
    await directory.unlink(UserId(an_id()), first.identity)
    assert list(await directory.identities(mina.user_id)) == [second.identity]
    assert await directory.holder(theirs.identity) == other


async def test_al_7_the_last_identity_stays(directory: UserDirectory) -> None:
    first, second = a_proof(), a_proof()
    mina = await directory.sign_in(first)
    await directory.link(mina.user_id, second.identity)
    unlinking = (directory.unlink(mina.user_id, proof.identity) for proof in (first, second))
    outcomes = await asyncio.gather(*unlinking, return_exceptions=True)
    assert [type(outcome) for outcome in outcomes if outcome is not None] == [LastIdentity]
    assert len(await directory.identities(mina.user_id)) == 1
