"""What every store of plans promises."""

import asyncio
from collections.abc import Awaitable, Callable
from contextlib import suppress

import pytest
from attrs import evolve

from core.errors import VersionMismatch
from core.identity.model.user import UserId
from core.planning.model.errors import OwnerGone, PlanNotFound
from core.planning.model.plan import Plan, PlanId
from core.planning.model.plan_summary import PlanSummary, summary_of
from core.planning.model.verification import Check, Verification
from ports.plan_works import PlanWork
from ports.works import Works
from tests.builders import an_id
from tests.conftest import OpenAdapter
from tests.contract.enrolled import enrolled
from tests.planning_samples import a_plan, a_stop, a_trip, an_itinerary

STRANGE = "부산 3일 🌊 'x'; -- \\ %s \u0000 \ud7ff \n  "
A_MOMENT = 0.2  # in which nothing happens to who must wait


@pytest.fixture(params=enrolled("plan_works"))
async def works(request: pytest.FixtureRequest, open_adapter: OpenAdapter) -> Works[PlanWork]:
    opened: Works[PlanWork] = await open_adapter(request.param)
    return opened


@pytest.fixture
def mina() -> UserId:
    return UserId(an_id())


def a_new_plan(owner: UserId, title: str = "Busan") -> Plan:
    return a_plan(plan_id=PlanId(an_id()), owner=owner, title=title)


def edited(plan: Plan, title: str = "Busan again") -> Plan:
    return evolve(plan.edited(at=plan.updated_at), title=title)


async def keep(works: Works[PlanWork], *plans: Plan) -> None:
    async with works.begin() as work:
        for plan in plans:
            await work.plans.add(plan)


async def save(works: Works[PlanWork], plan: Plan) -> None:
    async with works.begin() as work:
        await work.plans.save(plan)


async def read(works: Works[PlanWork], plan: Plan) -> Plan | None:
    async with works.begin() as work:
        return await work.plans.get(plan.plan_id, owner=plan.owner)


async def summaries(works: Works[PlanWork], owner: UserId) -> list[PlanSummary]:
    async with works.begin() as work:
        return [*await work.plans.summaries(owner=owner, limit=9)]


async def test_a_plan_comes_back_as_it_was_kept_to_the_last_character(works: Works[PlanWork], mina: UserId) -> None:
    itinerary = an_itinerary(trip=a_trip(location=STRANGE, note=STRANGE), title=STRANGE)
    plan = evolve(a_new_plan(mina, STRANGE), itinerary=itinerary, set_aside=(a_stop(why=STRANGE),), share="s" * 43)
    await keep(works, plan)
    assert await read(works, plan) == plan


async def test_what_is_not_there_is_none(works: Works[PlanWork], mina: UserId) -> None:
    async with works.begin() as work:
        assert await work.plans.get(PlanId(an_id()), owner=mina) is None
        assert await work.plans.hold(PlanId(an_id()), owner=mina) is None
        assert await work.plans.shared("t" * 43) is None
        assert await work.plans.list(owner=mina, limit=5) == []
        assert await work.plans.summaries(owner=mina, limit=5) == []
        assert not await work.plans.remove(PlanId(an_id()), owner=mina)


async def test_anothers_plan_is_as_one_that_does_not_exist(works: Works[PlanWork], mina: UserId) -> None:
    plan, stranger = a_new_plan(mina), UserId(an_id())
    await keep(works, plan)
    async with works.begin() as work:
        assert await work.plans.get(plan.plan_id, owner=stranger) is None
        assert await work.plans.hold(plan.plan_id, owner=stranger) is None
        assert not await work.plans.remove(plan.plan_id, owner=stranger)
        await work.plans.forget(owner=stranger)
    with pytest.raises(PlanNotFound):
        await save(works, evolve(edited(plan), owner=stranger))
    assert await read(works, plan) == plan


async def test_a_held_plan_is_the_plan(works: Works[PlanWork], mina: UserId) -> None:
    plan = a_new_plan(mina)
    await keep(works, plan)
    async with works.begin() as work:
        assert await work.plans.hold(plan.plan_id, owner=mina) == plan


async def test_plans_are_listed_newest_first_in_parts(works: Works[PlanWork], mina: UserId) -> None:
    plans = [a_new_plan(mina, f"{number}") for number in range(5)]
    await keep(works, *plans[2:], *plans[:2], a_new_plan(UserId(an_id())))
    newest_first = plans[::-1]
    async with works.begin() as work:
        assert list(await work.plans.list(owner=mina, limit=9)) == newest_first
        assert list(await work.plans.list(owner=mina, limit=2)) == newest_first[:2]
        assert list(await work.plans.list(owner=mina, limit=2, after=newest_first[1].plan_id)) == newest_first[2:4]
        assert await work.plans.list(owner=mina, limit=2, after=plans[0].plan_id) == []


async def test_summaries_are_of_the_plans_that_a_list_would_have(works: Works[PlanWork], mina: UserId) -> None:
    plans = [a_new_plan(mina, f"{number}") for number in range(5)]
    await keep(works, *plans, a_new_plan(UserId(an_id())))
    newest_first = [summary_of(plan) for plan in reversed(plans)]
    async with works.begin() as work:
        assert list(await work.plans.summaries(owner=mina, limit=9)) == newest_first
        assert list(await work.plans.summaries(owner=mina, limit=2, after=plans[3].plan_id)) == newest_first[2:4]
        assert await work.plans.summaries(owner=mina, limit=2, after=plans[0].plan_id) == []


async def test_a_summary_is_of_the_plan_as_it_is_now_to_the_last_character(
    works: Works[PlanWork], mina: UserId
) -> None:
    plan = evolve(a_new_plan(mina, STRANGE), itinerary=an_itinerary(trip=a_trip(location=STRANGE, language="ja")))
    await keep(works, plan)
    assert await summaries(works, mina) == [summary_of(plan)]
    faulty = Verification(checks=(Check(rule="budget", scope="trip", verdict="fail", evidence="too dear"),))
    changed = evolve(edited(plan, f"{STRANGE}!"), itinerary=an_itinerary(verification=faulty), share="s" * 43)
    await save(works, changed)
    assert await summaries(works, mina) == [summary_of(changed)]


async def test_a_link_leads_to_its_plan_until_it_is_revoked(works: Works[PlanWork], mina: UserId) -> None:
    plan, other = a_new_plan(mina), a_new_plan(mina)
    await keep(works, plan, evolve(other, share="u" * 43))
    shared = evolve(edited(plan), share="t" * 43)
    await save(works, shared)
    async with works.begin() as work:
        assert await work.plans.shared("t" * 43) == shared
    await save(works, evolve(edited(shared), share=None))
    async with works.begin() as work:
        assert await work.plans.shared("t" * 43) is None


async def test_a_plan_is_saved_in_the_place_of_the_version_before(works: Works[PlanWork], mina: UserId) -> None:
    plan = a_new_plan(mina)
    await keep(works, plan)
    changed = evolve(edited(plan), itinerary=an_itinerary(trip=a_trip(location="Sokcho"), days=()))
    await save(works, changed)
    assert await read(works, plan) == changed


async def test_an_older_version_is_refused_and_what_is_not_there_is_not_found(
    works: Works[PlanWork], mina: UserId
) -> None:
    plan = a_new_plan(mina)
    await keep(works, plan)
    for version in (1, 3):
        with pytest.raises(VersionMismatch) as refused:
            await save(works, evolve(plan, version=version))
        assert (refused.value.expected, refused.value.actual) == (version - 1, 1)
    with pytest.raises(PlanNotFound):
        await save(works, edited(a_new_plan(mina)))
    assert await read(works, plan) == plan


async def test_of_two_edits_of_one_version_at_once_one_is_saved(works: Works[PlanWork], mina: UserId) -> None:
    plan = a_new_plan(mina)
    await keep(works, plan)

    async def edit(title: str) -> bool:
        try:
            await save(works, edited(plan, title))
        except VersionMismatch:
            return False
        return True

    assert sorted(await asyncio.gather(*(edit(f"{number}") for number in range(6)))) == [False] * 5 + [True]


async def test_removing_tells_whether_it_was_there(works: Works[PlanWork], mina: UserId) -> None:
    plan = a_new_plan(mina)
    await keep(works, plan)
    async with works.begin() as work:
        assert await work.plans.remove(plan.plan_id, owner=mina)
        assert not await work.plans.remove(plan.plan_id, owner=mina)
    assert await read(works, plan) is None


async def test_all_plans_of_one_owner_are_removed_and_no_others(works: Works[PlanWork], mina: UserId) -> None:
    others = a_new_plan(UserId(an_id()))
    await keep(works, a_new_plan(mina), a_new_plan(mina), others)
    async with works.begin() as work:
        await work.plans.forget(owner=mina)
        assert await work.plans.list(owner=mina, limit=9) == []
    assert await read(works, others) == others


async def test_nothing_is_kept_any_more_for_an_owner_who_was_forgotten(works: Works[PlanWork], mina: UserId) -> None:
    async with works.begin() as work:
        await work.plans.forget(owner=mina)

    with pytest.raises(OwnerGone):
        async with works.begin() as work:
            await work.plans.add(a_new_plan(mina))


async def test_a_plan_that_is_added_while_its_owner_is_forgotten_does_not_outlive_them(
    works: Works[PlanWork], mina: UserId
) -> None:
    async def forget() -> None:
        async with works.begin() as work:
            await work.plans.forget(owner=mina)

    with suppress(OwnerGone):
        async with works.begin() as work:
            await work.plans.add(a_new_plan(mina))
            forgetting = asyncio.ensure_future(forget())
            await asyncio.sleep(A_MOMENT)
    await forgetting

    async with works.begin() as work:
        assert await work.plans.list(owner=mina, limit=10) == []


async def test_a_work_that_fails_keeps_nothing(works: Works[PlanWork], mina: UserId) -> None:
    kept, lost = a_new_plan(mina), a_new_plan(mina)
    await keep(works, kept)
    with pytest.raises(ZeroDivisionError):
        async with works.begin() as work:
            await work.plans.add(lost)
            await work.plans.save(edited(kept))
            raise ZeroDivisionError
    assert (await read(works, kept), await read(works, lost)) == (kept, None)


async def test_a_message_is_dealt_with_once(works: Works[PlanWork], mina: UserId) -> None:
    for expected in (True, False):
        async with works.begin() as work:
            assert await work.inbox.first_time(mina, consumer="forget-plans") is expected


Change = Callable[[PlanWork, Plan], Awaitable[object]]
CHANGES: dict[str, Change] = {
    "hold": lambda work, plan: work.plans.hold(plan.plan_id, owner=plan.owner),
    "save": lambda work, plan: work.plans.save(edited(plan)),
    "remove": lambda work, plan: work.plans.remove(plan.plan_id, owner=plan.owner),
    "forget": lambda work, plan: work.plans.forget(owner=plan.owner),
}


@pytest.mark.parametrize("change", CHANGES.values(), ids=CHANGES)
async def test_what_is_held_is_not_changed_by_others(works: Works[PlanWork], mina: UserId, change: Change) -> None:
    plan = a_new_plan(mina)
    await keep(works, plan)
    done = asyncio.Event()

    async def change_it() -> None:
        async with works.begin() as work:
            await change(work, plan)
            done.set()

    async with works.begin() as work:
        await work.plans.hold(plan.plan_id, owner=mina)
        changing = asyncio.create_task(change_it())
        await asyncio.wait((changing,), timeout=A_MOMENT)
        assert not done.is_set()
    await changing
