"""Showing a plan to others, and no longer."""

import re

import pytest

from adapters.system.randomness import SystemRandomness
from core.identity.model.user import UserId
from core.planning.model.errors import PlanNotFound, SharedPlanNotFound
from core.planning.use_cases.plans.delete_plan import DeletePlan
from core.planning.use_cases.plans.forget_plans import ForgetPlans
from core.planning.use_cases.plans.read_shared_plan import ReadSharedPlan
from core.planning.use_cases.plans.share_plan import SharePlan
from core.planning.use_cases.plans.unshare_plan import UnsharePlan
from tests.builders import an_id
from tests.planning_rig import Rig, a_rig
from tests.planning_samples import a_plan


@pytest.fixture
async def rig() -> Rig:
    return await a_rig()


@pytest.fixture
def share(rig: Rig) -> SharePlan:
    return SharePlan(works=rig.works, clock=rig.clock, randomness=SystemRandomness())


@pytest.fixture
def unshare(rig: Rig) -> UnsharePlan:
    return UnsharePlan(works=rig.works, clock=rig.clock)


async def test_a_link_is_a_secret_of_256_bits_that_leads_to_the_plan(rig: Rig, share: SharePlan) -> None:
    plan = await rig.keep(a_plan())
    token = await share(caller=rig.mina, plan_id=plan.plan_id)
    assert re.fullmatch("[A-Za-z0-9_-]{43}", token)
    shown = await ReadSharedPlan(works=rig.works)(token=token)
    assert (shown.plan_id, shown.share, shown.version) == (plan.plan_id, token, 2)


async def test_sharing_again_is_the_same_link(rig: Rig, share: SharePlan) -> None:
    plan = await rig.keep(a_plan())
    token = await share(caller=rig.mina, plan_id=plan.plan_id)
    assert await share(caller=rig.mina, plan_id=plan.plan_id) == token
    newest = await rig.read(plan.plan_id)
    assert newest is not None
    assert newest.version == 2


async def test_a_revoked_link_leads_nowhere_and_the_next_one_is_another(
    rig: Rig, share: SharePlan, unshare: UnsharePlan
) -> None:
    plan = await rig.keep(a_plan())
    token = await share(caller=rig.mina, plan_id=plan.plan_id)
    for _ in range(2):
        await unshare(caller=rig.mina, plan_id=plan.plan_id)
    with pytest.raises(SharedPlanNotFound):
        await ReadSharedPlan(works=rig.works)(token=token)
    assert await share(caller=rig.mina, plan_id=plan.plan_id) != token


async def test_nobody_shares_or_unshares_anothers_plan(rig: Rig, share: SharePlan, unshare: UnsharePlan) -> None:
    plan = await rig.keep(a_plan())
    for do in (share, unshare):
        with pytest.raises(PlanNotFound):
            await do(caller=UserId(an_id()), plan_id=plan.plan_id)
    assert await rig.read(plan.plan_id) == plan


@pytest.mark.parametrize("how", ["delete", "forget"])
async def test_the_link_of_a_plan_that_is_gone_leads_nowhere(rig: Rig, share: SharePlan, how: str) -> None:
    plan = await rig.keep(a_plan())
    token = await share(caller=rig.mina, plan_id=plan.plan_id)
    if how == "delete":
        await DeletePlan(works=rig.works)(caller=rig.mina, plan_id=plan.plan_id)
    else:
        await ForgetPlans(works=rig.works)(user_id=rig.mina, message_id=an_id())
    with pytest.raises(SharedPlanNotFound):
        await ReadSharedPlan(works=rig.works)(token=token)
