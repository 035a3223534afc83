"""Signing in on a store in which works really run at once, and on tables that an older release has filled."""

import asyncio

import psycopg2
import pytest
from attrs import evolve, frozen

from adapters.postgres.schema import MIGRATIONS
from adapters.system.clock import SystemClock
from adapters.system.ids import Uuid7Ids
from composition.catalogue import adapters_of
from core.errors import VersionMismatch
from core.identity.model.email import EmailKey, email_key
from core.identity.model.errors import LastIdentity, UserNotFound
from core.identity.model.linking import password_for
from core.identity.model.profile import ProfileEdit
from core.identity.model.proof import Proof
from core.identity.model.user import Identity, User, UserId
from core.identity.use_cases.accounts.add_identity import AddIdentity
from core.identity.use_cases.accounts.edit_profile import EditProfile
from core.identity.use_cases.accounts.remove_identity import RemoveIdentity
from core.identity.use_cases.accounts.sign_in_user import SignInUser
from ports.identity_works import IdentityWork
from ports.works import Works
from tests.builders import a_user, an_id, an_identity
from tests.conftest import OpenAdapter

MINA = "mina@gmail.com"
AT_ONCE = 20
A_MOMENT = 0.2


def a_proof(email: str | None = MINA, *, settled: bool = True, name: str = "Mina") -> Proof:
    return Proof(identity=an_identity(), email=email, email_verified=settled, email_settles=settled, name=name)


@frozen
class Users:
    """The users service on PostgreSQL."""

    works: Works[IdentityWork]
    sign_in: SignInUser

    async def all_at_once(self, *proofs: Proof) -> list[User]:
        return await asyncio.gather(*(self.sign_in(proof=proof) for proof in proofs))

    async def identities(self, user: User) -> list[Identity]:
        async with self.works.begin() as work:
            return list(await work.identities.of(user.user_id))

    async def claimants(self, key: EmailKey) -> list[User]:
        async with self.works.begin() as work:
            return list(await work.users.claimants(key))


@pytest.fixture
async def users(open_adapter: OpenAdapter) -> Users:
    clock = SystemClock()
    works = await open_adapter(adapters_of("identity_works")["postgres"])
    return Users(works, SignInUser(works=works, clock=clock, ids=Uuid7Ids(clock)))


async def test_al_8_who_loses_the_race_to_register_finds_the_winner(users: Users) -> None:
    for _ in range(10):
        proof = a_proof(None)
        assert len({user.user_id for user in await users.all_at_once(*[proof] * 8)}) == 1


async def test_al_8_two_providers_at_once_are_one_user_with_both(users: Users) -> None:
    for number in range(5):
        google, kakao = a_proof(email := f"{number}@gmail.com"), a_proof(f"{number}@GMAIL.com")
        found = await users.all_at_once(*(google, kakao) * (AT_ONCE // 2))
        assert len({user.user_id for user in found}) == 1
        assert set(await users.identities(found[0])) == {google.identity, kakao.identity}
        assert len(await users.claimants(email_key(email))) == 1


async def test_al_3_of_claims_and_proofs_at_once_no_claim_stays_beside_the_proof(users: Users) -> None:
    for number in range(5):
        key = email_key(f"{number}@gmail.com")
        password = Proof(identity=password_for(key), email=key)
        claims = [password, *(a_proof(key, settled=False) for _ in range(5))]
        proof, mailed = a_proof(key), evolve(password, email_verified=True, email_settles=True)
        await users.all_at_once(*claims, proof, mailed, *claims)
        (holder,) = await users.claimants(key)
        assert holder.email_verified
        assert set(await users.identities(holder)) == {proof.identity, password.identity}


async def test_an_identity_that_was_linked_while_its_sign_in_waited_for_the_address_stays_where_it_is(
    users: Users,
) -> None:
    proof, other = a_proof(), a_user()
    async with users.works.begin() as work:
        await work.users.claimants(email_key(MINA))
        signing_in = asyncio.create_task(users.sign_in(proof=proof))
        await asyncio.wait((signing_in,), timeout=A_MOMENT)
        assert not signing_in.done()
        await work.users.add(other, proof.identity)
    assert await signing_in == other
    assert await users.claimants(email_key(MINA)) == []


async def test_nor_is_anything_settled_for_the_account_that_it_was_linked_to(users: Users) -> None:
    """The account merely claims the address: had it been proved, its other identities would have been taken away."""
    proof, claimant, first = a_proof(), a_user(email=MINA), an_identity()
    async with users.works.begin() as work:
        await work.users.add(claimant, first)
    async with users.works.begin() as work:
        await work.users.claimants(email_key(MINA))
        signing_in = asyncio.create_task(users.sign_in(proof=proof))
        await asyncio.wait((signing_in,), timeout=A_MOMENT)
        assert not signing_in.done()
        await work.identities.add(claimant.user_id, proof.identity)
    assert await signing_in == claimant
    assert set(await users.identities(claimant)) == {first, proof.identity}


async def test_al_7_of_two_identities_that_are_taken_away_at_once_one_stays(users: Users) -> None:
    first, second = a_proof(None).identity, a_proof(None).identity
    user = await users.sign_in(proof=Proof(identity=first))
    await AddIdentity(works=users.works)(user_id=user.user_id, identity=second)
    remove = RemoveIdentity(works=users.works)
    async with users.works.begin() as work:
        await work.users.hold(user.user_id)
        removals = [asyncio.create_task(remove(user_id=user.user_id, identity=one)) for one in (first, second)]
        done, _ = await asyncio.wait(removals, timeout=A_MOMENT)
        assert not done
    outcomes = await asyncio.gather(*removals, return_exceptions=True)
    assert [type(outcome) for outcome in outcomes if outcome is not None] == [LastIdentity]
    assert len(await users.identities(user)) == 1


async def test_an_identity_that_is_added_twice_at_once_is_added_once_and_quietly(users: Users) -> None:
    user = await users.sign_in(proof=a_proof())
    add, further = AddIdentity(works=users.works), an_identity()
    async with users.works.begin() as work:
        await work.users.hold(user.user_id)
        additions = [asyncio.create_task(add(user_id=user.user_id, identity=further)) for _ in range(2)]
        done, _ = await asyncio.wait(additions, timeout=A_MOMENT)
        assert not done
    assert await asyncio.gather(*additions) == [None, None]
    assert len(await users.identities(user)) == 2


async def test_nothing_is_added_to_an_account_that_is_being_deleted(users: Users) -> None:
    user = await users.sign_in(proof=a_proof())
    add = AddIdentity(works=users.works)
    async with users.works.begin() as work:
        await work.users.hold(user.user_id)
        adding = asyncio.create_task(add(user_id=user.user_id, identity=an_identity()))
        await asyncio.wait((adding,), timeout=A_MOMENT)
        await work.users.remove(user.user_id)
    with pytest.raises(UserNotFound):
        await adding


async def test_ap_5_a_name_that_comes_while_the_profile_is_edited_does_not_undo_the_edit(users: Users) -> None:
    proof = a_proof(name="")
    user = await users.sign_in(proof=proof)
    edit_profile = EditProfile(works=users.works)
    async with users.works.begin() as work:
        await work.users.hold(user.user_id)
        signing_in = asyncio.create_task(users.sign_in(proof=evolve(proof, name="Mina")))
        await asyncio.wait((signing_in,), timeout=A_MOMENT)
        await work.users.save(evolve(user, name="Jun", version=2))
    assert (await signing_in).name == "Jun"
    with pytest.raises(VersionMismatch):
        await edit_profile(user_id=user.user_id, version=1, edit=ProfileEdit(name="Mina"))


async def test_of_two_edits_at_once_one_is_made_and_the_other_told(users: Users) -> None:
    user = await users.sign_in(proof=a_proof())
    edit_profile = EditProfile(works=users.works)
    edits = (edit_profile(user_id=user.user_id, version=1, edit=ProfileEdit(name=name)) for name in ("One", "Two"))
    outcomes = await asyncio.gather(*edits, return_exceptions=True)
    assert sorted(type(outcome).__name__ for outcome in outcomes) == ["User", "VersionMismatch"]


OLD_USERS = [
    ("Mina@Example.com", "Mina"),
    ("mina@example.com", "Another Mina"),
    ("no address", "Jun"),
    ("müsli@bücher.example", "Bo"),
    (None, "Ara"),
]
# What the code of the release before wrote and read.
OLD_ADD = "INSERT INTO user_service.users (id, email, name, created_at) VALUES (%s, %s, %s, now())"
OLD_LINK = "INSERT INTO user_service.identities (provider, provider_id, user_id) VALUES ('google', %s, %s)"
OLD_READ = """
SELECT id, email, name, created_at FROM user_service.users JOIN user_service.identities ON user_id = id
WHERE provider = 'google' AND provider_id = %s
"""


@pytest.fixture
def old_users(database_url: str) -> dict[str, UserId]:
    """Users of the release before, who have lived through the migration."""
    ids = {name: UserId(an_id()) for _, name in OLD_USERS}
    with psycopg2.connect(database_url) as connection, connection.cursor() as cursor:
        cursor.execute("DROP SCHEMA user_service CASCADE; CREATE SCHEMA user_service")
    connection.close()
    _upgrade(database_url, "0001")
    with psycopg2.connect(database_url) as connection, connection.cursor() as cursor:
        for email, name in OLD_USERS:
            cursor.execute(OLD_ADD, (ids[name], email, name))
            cursor.execute(OLD_LINK, (name, ids[name]))
    connection.close()
    _upgrade(database_url, "head")
    return ids


def _upgrade(url: str, revision: str) -> None:
    from alembic import command
    from alembic.config import Config

    config = Config()
    config.set_main_option("script_location", str(MIGRATIONS))
    config.set_main_option("version_locations", str(MIGRATIONS / "user_service"))
    config.set_main_option("path_separator", "newline")
    config.attributes.update(schema="user_service", connect=lambda: psycopg2.connect(url))
    command.upgrade(config, revision)


async def test_users_of_the_release_before_keep_what_they_had_and_claim_their_addresses(
    old_users: dict[str, UserId], users: Users
) -> None:
    async with users.works.begin() as work:
        found = {name: await work.users.get(user_id) for name, user_id in old_users.items()}
    assert {name: user and (user.email, user.email_verified, user.version) for name, user in found.items()} == {
        name: (None if email == "no address" else email, False, 1) for email, name in OLD_USERS
    }
    assert {user.user_id for user in await users.claimants(email_key("MINA@example.com"))} == {
        old_users["Mina"],
        old_users["Another Mina"],
    }
    assert len(await users.claimants(email_key("MÜSLI@xn--bcher-kva.example"))) == 1


async def test_users_of_the_release_before_sign_in_and_lose_to_who_proves_the_address(
    old_users: dict[str, UserId], users: Users
) -> None:
    known = Proof(identity=Identity(provider="google", provider_id="Mina"), email="mina@example.com")
    assert (await users.sign_in(proof=known)).user_id == old_users["Mina"]
    owner = await users.sign_in(proof=a_proof("mina@example.com"))
    assert await users.claimants(email_key("mina@example.com")) == [owner]
    assert (await users.sign_in(proof=known)).email is None


async def test_the_code_of_the_release_before_runs_on_the_new_tables(
    database_url: str, open_adapter: OpenAdapter
) -> None:
    user_id = an_id()
    with psycopg2.connect(database_url) as connection, connection.cursor() as cursor:
        cursor.execute(OLD_ADD, (user_id, "mina@example.com", "Mina"))
        cursor.execute(OLD_LINK, ("Mina", user_id))
        cursor.execute(OLD_READ, ("Mina",))
        assert cursor.fetchone()[:3] == (user_id, "mina@example.com", "Mina")
    connection.close()
    works: Works[IdentityWork] = await open_adapter(adapters_of("identity_works")["postgres"])
    async with works.begin() as work:
        user = await work.users.get(UserId(user_id))
        assert user is not None
        assert (user.email, user.email_verified, user.locale, user.home_currency) == (
            "mina@example.com",
            False,
            "en",
            "KRW",
        )
        assert await work.users.claimants(email_key("mina@example.com")) == []
        await work.users.save(evolve(user, name="미나", version=2))
