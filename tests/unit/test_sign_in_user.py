"""Signing in, as the users service sees it: which account a proof leads to."""

import asyncio
from collections.abc import AsyncIterator, Callable
from datetime import timedelta

import pytest
from attrs import evolve, frozen

from adapters.memory.identity_works import open_adapter
from adapters.memory.works import Section
from adapters.system.clock import SystemClock
from adapters.system.ids import Uuid7Ids
from adapters.w3c.tracing import W3cTracing
from core.identity.model.email import email_key
from core.identity.model.proof import Proof
from core.identity.model.user import PASSWORD, Identity, User
from core.identity.use_cases.accounts.add_identity import AddIdentity
from core.identity.use_cases.accounts.sign_in_user import SignInUser
from ports.identity_works import IdentityWork
from ports.works import Works
from tests.builders import a_user, an_id

MINA = "mina@gmail.com"
GOOGLE, KAKAO, SHADY = "https://accounts.google.com", "https://kauth.kakao.com", "https://shady.example"
REGISTERED, DELETED, LOST = "user-registered", "user-deleted", "email-claim-lost"


@frozen
class Accounts:
    """The users service without a door, and what tests look at."""

    works: Works[IdentityWork]
    sign_in: SignInUser

    async def of(self, proof: Proof) -> User:
        return await self.sign_in(proof=proof)

    async def user(self, user: User) -> User | None:
        async with self.works.begin() as work:
            return await work.users.get(user.user_id)

    async def identities(self, user: User) -> list[Identity]:
        async with self.works.begin() as work:
            return list(await work.identities.of(user.user_id))

    async def events(self) -> list[tuple[str, str]]:
        """Return what has happened since this was last asked, and to whom."""
        claimed = await self.works.feed.claim(limit=100, lease=timedelta(hours=1))
        return [(event.name, event.group) for event in claimed]


@pytest.fixture
async def accounts() -> AsyncIterator[Accounts]:
    clock = SystemClock()
    ids = Uuid7Ids(clock)
    async with open_adapter(Section(clock=clock, ids=ids, tracing=W3cTracing())) as works:
        yield Accounts(works, SignInUser(works=works, clock=clock, ids=ids))


def a_proof(provider: str = GOOGLE, *, email: str | None = MINA, subject: str = "", name: str = "Mina") -> Proof:
    """Return a sign-in whose e-mail address is settled, unless there is none."""
    identity = Identity(provider=provider, provider_id=subject or an_id())
    return Proof(identity=identity, email=email, email_verified=True, email_settles=True, name=name)


def unverified(proof: Proof) -> Proof:
    return evolve(proof, email_verified=False)


def unsettled(proof: Proof) -> Proof:
    return evolve(proof, email_settles=False)


def a_password(email: str = MINA, *, mailed: bool = False) -> Proof:
    identity = Identity(provider=PASSWORD, provider_id=email_key(email))
    return Proof(identity=identity, email=email, email_verified=mailed, email_settles=mailed, name="Mina")


async def test_whoever_signs_in_for_the_first_time_is_registered(accounts: Accounts) -> None:
    proof = a_proof()
    user = await accounts.of(proof)
    assert (user.email, user.email_verified, user.name) == (MINA, True, "Mina")
    assert await accounts.identities(user) == [proof.identity]
    assert await accounts.events() == [(REGISTERED, user.user_id)]


async def test_the_same_identity_is_the_same_user(accounts: Accounts) -> None:
    proof = a_proof()
    first = await accounts.of(proof)
    assert await accounts.of(proof) == first
    assert len(await accounts.events()) == 1


async def test_two_identities_without_an_address_are_two_users(accounts: Accounts) -> None:
    one, other = await accounts.of(a_proof(email=None)), await accounts.of(a_proof(email=None))
    assert one.user_id != other.user_id
    assert (one.email, one.email_verified) == (None, False)


async def test_oi_1_two_issuers_with_the_same_subject_are_two_users(accounts: Accounts) -> None:
    one = await accounts.of(a_proof(GOOGLE, subject="108", email=None))
    other = await accounts.of(a_proof(KAKAO, subject="108", email=None))
    assert one.user_id != other.user_id


@pytest.mark.parametrize("email", ["mina", "mina@", "@gmail.com", "a@b@c.com", "mina\ud800@gmail.com", "x" * 400])
async def test_a_text_that_is_no_address_is_none(accounts: Accounts, email: str) -> None:
    assert (await accounts.of(a_proof(email=email))).email is None


# One address, two providers that settle whose it is.


async def test_a_settled_address_leads_to_the_account_that_has_it_verified(accounts: Accounts) -> None:
    google, kakao = a_proof(GOOGLE), a_proof(KAKAO)
    user = await accounts.of(google)
    assert await accounts.of(kakao) == user
    assert await accounts.identities(user) == [google.identity, kakao.identity]


@pytest.mark.parametrize("less", [unverified, unsettled])
async def test_go_3_an_address_that_is_not_settled_is_refused_as_a_link_and_the_login_is_not(
    accounts: Accounts, less: Callable[[Proof], Proof]
) -> None:
    user = await accounts.of(a_proof(GOOGLE))
    stranger = a_proof(KAKAO)
    other = await accounts.of(less(stranger))
    assert other.user_id != user.user_id
    assert await accounts.of(less(stranger)) == other
    assert stranger.identity not in await accounts.identities(user)


@pytest.mark.parametrize("less", [unverified, unsettled])
async def test_al_3_an_address_that_somebody_has_verified_is_nobody_elses(
    accounts: Accounts, less: Callable[[Proof], Proof]
) -> None:
    await accounts.of(a_proof(GOOGLE))
    assert (await accounts.of(less(a_proof(KAKAO)))).email is None
    assert (await accounts.of(a_password())).email is None


async def test_al_3_an_unverified_address_is_kept_as_a_claim_and_leads_nobody_there(accounts: Accounts) -> None:
    one, other = await accounts.of(unverified(a_proof(KAKAO))), await accounts.of(unsettled(a_proof(SHADY)))
    assert one.user_id != other.user_id
    assert [(user.email, user.email_verified) for user in (one, other)] == [(MINA, False)] * 2


SPELLINGS = [
    ("Mina@Gmail.com", "mina@gmail.COM"),
    ("mina@bücher.example", "mina@xn--bcher-kva.example"),
    ("mina@gmail.com", "mina@gmail.com"),
]
OTHERS = [
    ("mina@gmail.com", "mına@gmail.com"),
    ("mina@gmail.com", "mina+trip@gmail.com"),
    ("mina@gmail.com", "mi.na@gmail.com"),
]


@pytest.mark.parametrize(("stored", "given"), SPELLINGS)
async def test_al_4_spellings_of_one_address_are_one_and_the_stored_one_stays(
    accounts: Accounts, stored: str, given: str
) -> None:
    user = await accounts.of(a_proof(GOOGLE, email=stored))
    assert await accounts.of(a_proof(KAKAO, email=given)) == user
    assert user.email == stored


@pytest.mark.parametrize(("stored", "given"), OTHERS)
async def test_al_4_addresses_that_only_look_alike_are_two(accounts: Accounts, stored: str, given: str) -> None:
    user = await accounts.of(a_proof(GOOGLE, email=stored))
    assert (await accounts.of(a_proof(KAKAO, email=given))).user_id != user.user_id


@pytest.mark.parametrize("alike", ["maſon@gmail.com", "ｍason@gmail.com", "mason@gma\u00adil.com"])
async def test_al_4_a_look_alike_that_a_provider_vouches_for_is_nobodys_address(accounts: Accounts, alike: str) -> None:
    mason = await accounts.of(a_proof(GOOGLE, email="mason@gmail.com"))
    other = await accounts.of(a_proof(KAKAO, email=alike))
    assert (other.user_id != mason.user_id, other.email) == (True, None)


# An identity that is known.


@pytest.mark.parametrize("email", ["other@gmail.com", None, MINA.upper()])
async def test_ap_10_the_same_subject_with_another_address_is_the_same_user(
    accounts: Accounts, email: str | None
) -> None:
    proof = a_proof()
    user = await accounts.of(proof)
    assert await accounts.of(evolve(proof, email=email)) == user


async def test_al_5_an_address_that_changes_at_the_provider_links_nothing_and_takes_nothing(accounts: Accounts) -> None:
    google, kakao = a_proof(GOOGLE), a_proof(KAKAO, email="jun@gmail.com")
    mina, jun = await accounts.of(google), await accounts.of(kakao)
    await accounts.events()
    assert await accounts.of(evolve(kakao, email=MINA)) == jun
    assert await accounts.of(google) == mina
    assert await accounts.events() == []


async def test_al_5_a_claim_stays_a_claim_though_the_provider_settles_it_later(accounts: Accounts) -> None:
    proof = a_proof(KAKAO)
    user = await accounts.of(unverified(proof))
    assert await accounts.of(proof) == user


async def test_ap_5_a_name_is_kept_when_none_comes_and_not_replaced(accounts: Accounts) -> None:
    proof = a_proof(name="Mina")
    user = await accounts.of(proof)
    for name in ("", "  ", "Somebody else"):
        assert await accounts.of(evolve(proof, name=name)) == user


async def test_ap_5_a_name_that_comes_later_fills_the_empty_place(accounts: Accounts) -> None:
    proof = a_proof(name="")
    user = await accounts.of(proof)
    named = await accounts.of(evolve(proof, name=" Mina\x00\n "))
    assert named == evolve(user, name="Mina", version=user.version + 1) == await accounts.user(user)


# Accounts made before their time.


async def test_al_1_a_password_planted_before_its_owner_came_does_not_survive(accounts: Accounts) -> None:
    planted = await accounts.of(a_password())
    await accounts.events()
    owner = await accounts.of(a_proof(GOOGLE))
    assert owner.user_id != planted.user_id
    assert (owner.email, owner.email_verified) == (MINA, True)
    assert await accounts.user(planted) is None
    assert await accounts.events() == [(DELETED, planted.user_id), (REGISTERED, owner.user_id)]


async def test_al_1_an_account_that_opens_otherwise_loses_the_address_and_its_password_only(accounts: Accounts) -> None:
    planted, shady = await accounts.of(a_password()), a_proof(SHADY, email=None)
    await AddIdentity(works=accounts.works)(user_id=planted.user_id, identity=shady.identity)
    await accounts.events()
    owner = await accounts.of(a_proof(GOOGLE))
    assert await accounts.user(planted) == evolve(planted, email=None, version=2)
    assert await accounts.identities(planted) == [shady.identity]
    assert await accounts.events() == [(LOST, planted.user_id), (REGISTERED, owner.user_id)]


async def test_al_2_an_account_planted_by_another_provider_is_not_the_owners(accounts: Accounts) -> None:
    shady = a_proof(SHADY)
    planted = await accounts.of(unsettled(shady))
    owner = await accounts.of(a_proof(GOOGLE))
    assert owner.user_id != planted.user_id
    assert await accounts.user(planted) == evolve(planted, email=None, version=2)
    assert (await accounts.of(unsettled(shady))).user_id == planted.user_id
    assert shady.identity not in await accounts.identities(owner)


async def test_al_1_all_claims_end_when_the_address_is_proved(accounts: Accounts) -> None:
    planted = [await accounts.of(a_password()), *[await accounts.of(unverified(a_proof(SHADY))) for _ in range(2)]]
    await accounts.events()
    owner = await accounts.of(a_proof(GOOGLE))
    happened = await accounts.events()
    lost = [(DELETED, planted[0].user_id), (LOST, planted[1].user_id), (LOST, planted[2].user_id)]
    assert sorted(happened) == sorted([*lost, (REGISTERED, owner.user_id)])


async def test_a_mailed_link_proves_the_address_of_ones_own_account(accounts: Accounts) -> None:
    user = await accounts.of(a_password())
    await accounts.events()
    assert await accounts.of(a_password(mailed=True)) == evolve(user, email_verified=True, version=2)
    assert (await accounts.of(a_password(mailed=True))).version == 2
    assert await accounts.events() == []


async def test_al_1_a_mailed_link_removes_what_others_added_to_the_account_before(accounts: Accounts) -> None:
    user, trojan = await accounts.of(a_password()), a_proof(SHADY, email=None)
    await AddIdentity(works=accounts.works)(user_id=user.user_id, identity=trojan.identity)
    rival = await accounts.of(unverified(a_proof(SHADY)))
    await accounts.events()
    assert (await accounts.of(a_password(mailed=True))).user_id == user.user_id
    assert await accounts.identities(user) == [a_password().identity]
    assert await accounts.events() == [(LOST, rival.user_id)]
    assert (await accounts.of(trojan)).user_id != user.user_id


async def test_a_mailed_link_leads_to_the_account_that_has_the_address_verified(accounts: Accounts) -> None:
    google = a_proof(GOOGLE)
    user = await accounts.of(google)
    assert await accounts.of(a_password(mailed=True)) == user
    assert await accounts.identities(user) == [google.identity, a_password().identity]
    assert await accounts.of(a_password()) == user


async def test_al_1_a_mailed_link_does_not_open_what_somebody_made_under_an_address_that_was_taken(
    accounts: Accounts,
) -> None:
    owner = await accounts.of(a_proof(GOOGLE))
    planted = await accounts.of(a_password())
    await accounts.events()
    assert planted.user_id != owner.user_id
    assert await accounts.of(a_password(mailed=True)) == owner
    assert await accounts.user(planted) is None
    assert await accounts.events() == [(DELETED, planted.user_id)]


async def test_al_1_nor_does_it_when_the_owner_has_left(accounts: Accounts) -> None:
    owner = await accounts.of(a_proof(GOOGLE))
    planted, shady = await accounts.of(a_password()), a_proof(SHADY, email=None)
    await AddIdentity(works=accounts.works)(user_id=planted.user_id, identity=shady.identity)
    async with accounts.works.begin() as work:
        await work.users.remove(owner.user_id)
    await accounts.events()
    user = await accounts.of(a_password(mailed=True))
    assert user.user_id not in (owner.user_id, planted.user_id)
    assert await accounts.user(planted) == planted
    assert await accounts.identities(planted) == [shady.identity]
    assert await accounts.events() == [(LOST, planted.user_id), (REGISTERED, user.user_id)]


async def test_a_verified_address_is_stronger_than_a_claim_that_came_to_stand_beside_it(accounts: Accounts) -> None:
    owner = await accounts.of(a_proof(GOOGLE))
    claimant = a_user(email=MINA)
    async with accounts.works.begin() as work:
        await work.users.add(claimant, a_password().identity)
    assert await accounts.of(a_password(mailed=True)) == owner
    assert await accounts.user(claimant) is None


# Many at once.


async def test_al_8_however_many_ask_at_once_there_is_one_user_and_one_event(accounts: Accounts) -> None:
    proof = a_proof()
    users = await asyncio.gather(*(accounts.of(proof) for _ in range(20)))
    assert len({user.user_id for user in users}) == 1
    assert [name for name, _ in await accounts.events()] == [REGISTERED]


async def test_al_8_two_providers_at_once_are_one_user_with_both(accounts: Accounts) -> None:
    google, kakao = a_proof(GOOGLE), a_proof(KAKAO)
    users = await asyncio.gather(*(accounts.of(proof) for proof in (google, kakao) * 10))
    assert len({user.user_id for user in users}) == 1
    assert set(await accounts.identities(users[0])) == {google.identity, kakao.identity}


async def test_al_9_an_address_never_leads_to_two_accounts(accounts: Accounts) -> None:
    await accounts.of(a_password())
    await accounts.of(unverified(a_proof(SHADY)))
    await accounts.of(a_proof(GOOGLE))
    await accounts.of(a_proof(KAKAO))
    async with accounts.works.begin() as work:
        claimants = await work.users.claimants(email_key(MINA))
    assert [user.email_verified for user in claimants] == [True]
