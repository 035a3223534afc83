"""What the auth service's works promise of what providers want back."""

import asyncio
from datetime import timedelta

import pytest

from core.errors import Unavailable
from core.identity.model.provider_grant import ProviderGrant
from core.identity.model.user import UserId
from ports.auth_works import AuthWork
from ports.works import Works
from tests.builders import an_id
from tests.conftest import OpenAdapter
from tests.contract.enrolled import enrolled
from tests.identity.builders import a_grant, a_user_id
from tests.waiting import until

MINUTE = timedelta(minutes=1)
AT_ONCE = timedelta()
SOON = timedelta(milliseconds=50)
AuthWorks = Works[AuthWork]


@pytest.fixture(params=enrolled("auth_works"))
async def works(request: pytest.FixtureRequest, open_adapter: OpenAdapter) -> AuthWorks:
    opened: AuthWorks = await open_adapter(request.param)
    return opened


async def test_a_grant_is_due_as_it_was_put_once_it_was_given_up(works: AuthWorks) -> None:
    grant = a_grant(a_user_id())
    await put_grants(works, grant, a_grant(a_user_id()))
    assert await due(works) == []
    await give_up(works, grant.user_id)
    assert await due(works) == [(grant, 1)]


async def test_give_up_means_all_grants_of_a_user(works: AuthWorks) -> None:
    mina = a_user_id()
    await put_grants(works, a_grant(mina), a_grant(mina, provider="google"), a_grant(a_user_id()))
    await give_up(works, mina)
    assert {grant.provider for grant, _ in await due(works)} == {"apple", "google"}


async def test_give_up_may_mean_the_grant_of_one_identity(works: AuthWorks) -> None:
    mina = a_user_id()
    unwanted, kept = a_grant(mina), a_grant(mina)
    await put_grants(works, unwanted, kept)
    await give_up(works, a_user_id(), unwanted.identity_id)
    assert await due(works) == []
    await give_up(works, mina, unwanted.identity_id)
    assert await due(works) == [(unwanted, 1)]


async def test_put_replaces_the_earlier_grant_of_the_same_identity_and_no_other(works: AuthWorks) -> None:
    mina = a_user_id()
    earlier, other = a_grant(mina), a_grant(mina)
    later = a_grant(mina, identity_id=earlier.identity_id, sealed=b"later")
    await put_grants(works, earlier, other, later)
    await give_up(works, mina)
    assert {grant.grant_id: grant for grant, _ in await due(works)} == {one.grant_id: one for one in (later, other)}


async def test_of_works_that_put_at_once_one_grant_of_an_identity_is_kept(works: AuthWorks) -> None:
    mina, identity = a_user_id(), an_id()
    await asyncio.gather(*(put_grants(works, a_grant(mina, identity_id=identity)) for _ in range(12)))
    await give_up(works, mina)
    assert len(await due(works)) == 1


async def test_put_replaces_an_identitys_grant_that_is_to_be_handed_back_whoevers_it_was(works: AuthWorks) -> None:
    given_up = await a_due_grant(works)
    assert await due(works, lease=AT_ONCE) == [(given_up, 1)]
    kept = a_grant(a_user_id(), identity_id=given_up.identity_id)
    await put_grants(works, kept)
    assert await due(works) == []
    await done(works, given_up)
    await give_up(works, kept.user_id)
    assert await due(works) == [(kept, 1)]


async def test_giving_up_again_changes_nothing_for_what_is_put_off(works: AuthWorks) -> None:
    grant = await a_due_grant(works)
    await due(works)
    await put_off(works, grant, MINUTE)
    await give_up(works, grant.user_id)
    assert await due(works) == []


async def test_a_leased_grant_is_nobody_elses_before_the_lease_ends(works: AuthWorks) -> None:
    grants = [await a_due_grant(works) for _ in range(30)]
    leased = await asyncio.gather(*(due(works, limit=5) for _ in range(8)))
    ids = [grant.grant_id for some in leased for grant, _ in some]
    ids += [grant.grant_id for grant, _ in await due(works, limit=100)]
    assert sorted(ids) == sorted(grant.grant_id for grant in grants)


async def test_due_leases_up_to_the_limit_who_has_waited_longest_first(works: AuthWorks) -> None:
    grants = [await a_due_grant(works) for _ in range(3)]
    assert [grant for grant, _ in await due(works, limit=2)] == grants[:2]
    assert [grant for grant, _ in await due(works, limit=2)] == grants[2:]
    for waited, grant in enumerate(grants, start=1):
        await put_off(works, grant, -waited * MINUTE)
    assert [grant for grant, _ in await due(works, limit=2)] == [grants[2], grants[1]]


async def test_a_grant_that_is_not_done_comes_again_when_its_lease_ends_and_its_leases_are_counted(
    works: AuthWorks,
) -> None:
    grant = await a_due_grant(works)
    assert await due(works, lease=SOON) == [(grant, 1)]
    assert await eventually_due(works, lease=SOON) == [(grant, 2)]
    assert await eventually_due(works, lease=MINUTE) == [(grant, 3)]


async def test_a_work_that_rolls_back_has_leased_nothing(works: AuthWorks) -> None:
    grant = await a_due_grant(works)
    with pytest.raises(Unavailable):
        async with works.begin() as work:
            assert await work.grants.due(limit=1, lease=MINUTE)
            raise Unavailable(what="the rest")
    assert await due(works) == [(grant, 1)]


async def test_put_off_lets_a_grant_come_again_after_a_while_and_not_before(works: AuthWorks) -> None:
    soon, late = await a_due_grant(works), await a_due_grant(works)
    await due(works)
    await put_off(works, late, MINUTE)
    await put_off(works, soon, SOON)
    assert await eventually_due(works) == [(soon, 2)]
    assert await due(works) == []


async def test_a_grant_that_is_done_never_comes_again(works: AuthWorks) -> None:
    grant = await a_due_grant(works)
    await due(works, lease=AT_ONCE)
    await done(works, grant)
    assert await due(works) == []


async def test_putting_off_and_doing_are_quiet_about_a_grant_that_is_gone(works: AuthWorks) -> None:
    grant = await a_due_grant(works)
    await done(works, grant)
    await put_off(works, grant, AT_ONCE)
    await done(works, grant)
    assert await due(works) == []


async def test_putting_off_gives_nothing_up(works: AuthWorks) -> None:
    grant = a_grant(a_user_id())
    await put_grants(works, grant)
    await put_off(works, grant, AT_ONCE)
    assert await due(works) == []


async def put_grants(works: AuthWorks, *grants: ProviderGrant) -> None:
    async with works.begin() as work:
        for grant in grants:
            await work.grants.put(grant)


async def give_up(works: AuthWorks, user_id: UserId, identity_id: str | None = None) -> None:
    async with works.begin() as work:
        await work.grants.give_up(user_id, identity_id=identity_id)


async def a_due_grant(works: AuthWorks) -> ProviderGrant:
    grant = a_grant(a_user_id())
    await put_grants(works, grant)
    await give_up(works, grant.user_id)
    return grant


async def due(works: AuthWorks, *, limit: int = 10, lease: timedelta = MINUTE) -> list[tuple[ProviderGrant, int]]:
    async with works.begin() as work:
        return list(await work.grants.due(limit=limit, lease=lease))


async def eventually_due(works: AuthWorks, *, lease: timedelta = MINUTE) -> list[tuple[ProviderGrant, int]]:
    found: list[tuple[ProviderGrant, int]] = []

    async def some() -> bool:
        found.extend(await due(works, lease=lease))
        return bool(found)

    await until(some)
    return found


async def put_off(works: AuthWorks, grant: ProviderGrant, wait: timedelta) -> None:
    async with works.begin() as work:
        await work.grants.put_off(grant.grant_id, wait=wait)


async def done(works: AuthWorks, grant: ProviderGrant) -> None:
    async with works.begin() as work:
        await work.grants.done(grant.grant_id)
