"""What every store of accounts promises."""

import asyncio
from collections.abc import Awaitable, Callable

import pytest
from attrs import evolve

from core.errors import VersionMismatch
from core.identity.model.email import email_key
from core.identity.model.errors import UserNotFound
from core.identity.model.user import User, UserId
from ports.identity_works import EmailHeld, IdentityTaken, IdentityWork
from ports.works import Works
from tests.builders import a_user, an_id, an_identity
from tests.conftest import OpenAdapter
from tests.contract.enrolled import enrolled

MINA = "Mina@Example.com"
KEY = email_key(MINA)
A_MOMENT = 0.2  # in which nothing happens to who must wait


@pytest.fixture(params=enrolled("identity_works"))
async def works(request: pytest.FixtureRequest, open_adapter: OpenAdapter) -> Works[IdentityWork]:
    opened: Works[IdentityWork] = await open_adapter(request.param)
    return opened


def a_holder(email: str = MINA) -> User:
    return evolve(a_user(email=email), email_verified=True)


def edited(user: User, name: str = "Jun") -> User:
    return evolve(user, name=name, version=user.version + 1)


async def keep(works: Works[IdentityWork], *users: User) -> None:
    async with works.begin() as work:
        for user in users:
            await work.users.add(user, an_identity())


async def read(works: Works[IdentityWork], user_id: UserId) -> User | None:
    async with works.begin() as work:
        return await work.users.get(user_id)


async def test_a_user_is_kept_whole(works: Works[IdentityWork]) -> None:
    user = evolve(a_holder(), name="미나", locale="ja", home_currency="JPY", version=7)
    await keep(works, user)
    assert await read(works, user.user_id) == user


async def test_nobody_is_none(works: Works[IdentityWork]) -> None:
    async with works.begin() as work:
        assert await work.users.get(UserId(an_id())) is None
        assert await work.users.hold(UserId(an_id())) is None
        assert await work.users.with_identity(an_identity()) is None
        assert await work.users.claimants(KEY) == []
        assert await work.identities.of(UserId(an_id())) == []


async def test_a_user_is_found_by_id_and_by_identity(works: Works[IdentityWork]) -> None:
    user, identity = a_user(), an_identity()
    async with works.begin() as work:
        await work.users.add(user, identity)
        assert await work.users.get(user.user_id) == user
        assert await work.users.hold(user.user_id) == user
        assert await work.users.with_identity(identity) == user


async def test_claimants_are_all_who_have_an_address_verified_or_not(works: Works[IdentityWork]) -> None:
    holder, claimant, other = a_holder(), a_user(email="mina@EXAMPLE.COM"), a_user(email="jun@example.com")
    await keep(works, holder, claimant, other, a_user())
    async with works.begin() as work:
        found = await work.users.claimants(KEY)
    assert {user.user_id: user for user in found} == {user.user_id: user for user in (holder, claimant)}


async def test_al_9_two_users_never_have_the_same_address_verified(works: Works[IdentityWork]) -> None:
    holder, claimant = a_holder(), a_user(email="mina@example.com")
    await keep(works, holder, claimant)
    with pytest.raises(EmailHeld):
        await keep(works, a_holder("mina@EXAMPLE.com"))
    with pytest.raises(EmailHeld):
        async with works.begin() as work:
            await work.users.save(evolve(claimant, email_verified=True, version=2))
    async with works.begin() as work:
        assert [user for user in await work.users.claimants(KEY) if user.email_verified] == [holder]


async def test_a_user_is_saved_in_the_place_of_the_version_before(works: Works[IdentityWork]) -> None:
    user = a_holder()
    await keep(works, user)
    changed = evolve(user, name="미나", email=None, email_verified=False, locale="ko", home_currency="USD", version=2)
    async with works.begin() as work:
        await work.users.save(changed)
        assert await work.users.claimants(KEY) == []
    assert await read(works, user.user_id) == changed


async def test_an_older_version_is_refused_and_nobody_is_not_found(works: Works[IdentityWork]) -> None:
    user = a_user()
    await keep(works, user)
    for version in (1, 3):
        with pytest.raises(VersionMismatch) as refused:
            async with works.begin() as work:
                await work.users.save(evolve(user, version=version))
        assert (refused.value.expected, refused.value.actual) == (version - 1, 1)
    with pytest.raises(UserNotFound):
        async with works.begin() as work:
            await work.users.save(edited(a_user()))
    assert await read(works, user.user_id) == user


async def test_of_two_edits_of_one_version_at_once_one_is_saved(works: Works[IdentityWork]) -> None:
    user = a_user()
    await keep(works, user)

    async def edit(name: str) -> bool:
        try:
            async with works.begin() as work:
                await work.users.save(edited(user, name))
        except VersionMismatch:
            return False
        return True

    assert sorted(await asyncio.gather(*(edit(f"{number}") for number in range(6)))) == [False] * 5 + [True]


async def test_identities_are_in_the_order_in_which_they_were_added(works: Works[IdentityWork]) -> None:
    user, identities = a_user(), [an_identity(provider=name) for name in ("zebra", "apple", "mango")]
    async with works.begin() as work:
        await work.users.add(user, identities[0])
        await work.identities.add(user.user_id, identities[1])
    async with works.begin() as work:
        await work.identities.add(user.user_id, identities[2])
        assert await work.identities.of(user.user_id) == identities


async def test_an_identity_that_has_a_user_is_taken_whoever_that_is(works: Works[IdentityWork]) -> None:
    user, other, identity = a_user(), a_user(), an_identity()
    await keep(works, other)
    async with works.begin() as work:
        await work.users.add(user, identity)
    for whose in (user, other):
        with pytest.raises(IdentityTaken):
            async with works.begin() as work:
                await work.identities.add(whose.user_id, identity)


async def test_nobody_gets_an_identity(works: Works[IdentityWork]) -> None:
    with pytest.raises(UserNotFound):
        async with works.begin() as work:
            await work.identities.add(UserId(an_id()), an_identity())


async def test_an_identity_is_taken_away_and_one_that_nobody_has_is_quiet(works: Works[IdentityWork]) -> None:
    user, first, second = a_user(), an_identity(), an_identity()
    async with works.begin() as work:
        await work.users.add(user, first)
        await work.identities.add(user.user_id, second)
    async with works.begin() as work:
        await work.identities.remove(first)
        await work.identities.remove(first)
        assert await work.identities.of(user.user_id) == [second]
        assert await work.users.with_identity(first) is None


async def test_a_user_is_removed_with_all_identities_and_one_who_is_not_there_is_quiet(
    works: Works[IdentityWork],
) -> None:
    user, other, first, second = a_holder(), a_user(), an_identity(), an_identity()
    await keep(works, other)
    async with works.begin() as work:
        await work.users.add(user, first)
        await work.identities.add(user.user_id, second)
    async with works.begin() as work:
        await work.users.remove(user.user_id)
        await work.users.remove(user.user_id)
    async with works.begin() as work:
        assert await work.users.get(user.user_id) is None
        assert await work.users.claimants(KEY) == []
        assert await work.users.get(other.user_id) == other
        await work.users.add(a_user(), first)
        await work.users.add(a_user(), second)


Change = Callable[[IdentityWork, User], Awaitable[object]]
CHANGES: dict[str, Change] = {
    "hold": lambda work, user: work.users.hold(user.user_id),
    "claim": lambda work, _: work.users.claimants(KEY),
    "save": lambda work, user: work.users.save(edited(user)),
    "remove": lambda work, user: work.users.remove(user.user_id),
    "add an identity": lambda work, user: work.identities.add(user.user_id, an_identity()),
}


@pytest.mark.parametrize("change", CHANGES.values(), ids=CHANGES)
@pytest.mark.parametrize("by", ["hold", "claimants"])
async def test_who_is_held_is_not_changed_by_others(works: Works[IdentityWork], by: str, change: Change) -> None:
    user = a_user(email=MINA)
    await keep(works, user)
    done = asyncio.Event()

    async def change_it() -> None:
        async with works.begin() as work:
            await change(work, user)
            done.set()

    async with works.begin() as work:
        await (work.users.hold(user.user_id) if by == "hold" else work.users.claimants(KEY))
        changing = asyncio.create_task(change_it())
        await asyncio.wait((changing,), timeout=A_MOMENT)
        assert not done.is_set()
    await changing


async def test_of_two_who_ask_for_an_address_that_nobody_has_the_second_waits_and_sees_what_the_first_did(
    works: Works[IdentityWork],
) -> None:
    user = a_user(email=MINA)
    seen: list[User] = []

    async def ask() -> None:
        async with works.begin() as work:
            seen.extend(await work.users.claimants(KEY))

    async with works.begin() as work:
        assert await work.users.claimants(KEY) == []
        asking = asyncio.create_task(ask())
        await asyncio.wait((asking,), timeout=A_MOMENT)
        assert not asking.done()
        await work.users.add(user, an_identity())
    await asking
    assert seen == [user]
