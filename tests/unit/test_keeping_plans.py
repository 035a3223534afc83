"""Reading, listing, deleting, collecting and forgetting plans; looking for places."""

import json

import pytest

from core.identity.model.events import UserDeleted
from core.identity.model.user import UserId
from core.planning.model.errors import PlanNotFound
from core.planning.model.plan import PlanId
from core.planning.model.plan_summary import summary_of
from core.planning.model.point import Point
from core.planning.use_cases.plans import collect_plans
from core.planning.use_cases.plans.collect_plans import CollectPlans
from core.planning.use_cases.plans.delete_plan import DeletePlan
from core.planning.use_cases.plans.forget_plans import ForgetPlans
from core.planning.use_cases.plans.list_plans import ListPlans
from core.planning.use_cases.plans.read_plan import ReadPlan
from core.planning.use_cases.plans.search_places import SearchPlaces
from entrypoints.planning.consumer import PlansConsumer
from ports.works import Envelope
from tests.builders import an_id
from tests.planning_rig import NOW, Rig, a_rig
from tests.planning_samples import a_plan, a_trip, an_itinerary


@pytest.fixture
async def rig() -> Rig:
    return await a_rig()


async def test_a_plan_is_read_and_deleted_by_its_owner_alone(rig: Rig) -> None:
    plan, stranger = await rig.keep(a_plan()), UserId(an_id())
    read, delete = ReadPlan(works=rig.works), DeletePlan(works=rig.works)
    assert await read(caller=rig.mina, plan_id=plan.plan_id) == plan
    for do in (read, delete):
        with pytest.raises(PlanNotFound):
            await do(caller=stranger, plan_id=plan.plan_id)
        with pytest.raises(PlanNotFound):
            await do(caller=rig.mina, plan_id=PlanId(an_id()))
    await delete(caller=rig.mina, plan_id=plan.plan_id)
    with pytest.raises(PlanNotFound):
        await read(caller=rig.mina, plan_id=plan.plan_id)


async def test_plans_are_listed_newest_first(rig: Rig) -> None:
    plans = [summary_of(await rig.keep(a_plan(title=f"{number}"))) for number in range(3)]
    listed = await ListPlans(works=rig.works)(caller=rig.mina, limit=2)
    assert list(listed) == plans[:0:-1]
    assert list(await ListPlans(works=rig.works)(caller=rig.mina, limit=2, after=listed[-1].plan_id)) == plans[:1]


async def test_all_that_is_kept_of_plans_can_be_taken_along(rig: Rig, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(collect_plans, "AT_ONCE", 2)
    itinerary = an_itinerary(trip=a_trip(note="my knee hurts"))
    plans = [await rig.keep(a_plan(itinerary=itinerary, share=f"{number}" * 43)) for number in range(5)]
    files = await CollectPlans(works=rig.works)(user_id=rig.mina)
    assert [file.path for file in files] == [f"plans/{plan.plan_id}.json" for plan in reversed(plans)]
    document = json.loads(files[-1].content)
    assert (document["title"], document["owner"], document["share"]) == ("Three days in Busan", rig.mina, "0" * 43)
    wishes = document["itinerary"]["trip"]["preferences"]
    assert (wishes["note"], wishes["lodging"]["name"], wishes["budget"]["amount"]) == (
        "my knee hurts", "Hotel Nampo", "300000",
    )  # fmt: skip
    lunch = document["itinerary"]["days"][0]["stops"][1]
    assert lunch["start"] == "2026-12-04T11:30:00+09:00"
    assert lunch["place"]["hours"]["closed_weeks"] == [[1, 1], [3, 1]]


async def test_of_somebody_without_plans_there_are_no_files(rig: Rig) -> None:
    await rig.keep(a_plan())
    assert await CollectPlans(works=rig.works)(user_id=UserId(an_id())) == []


async def test_a_deleted_accounts_plans_are_gone_however_often_it_is_told(rig: Rig) -> None:
    await rig.keep(a_plan())
    handle = PlansConsumer(forget_plans=ForgetPlans(works=rig.works)).handlers()[UserDeleted.name]
    told = Envelope(
        event_id=an_id(),
        name=UserDeleted.name,
        data=json.dumps({"user_id": rig.mina}),
        group=rig.mina,
        traceparent=None,
        occurred_at=NOW,
    )
    await handle(told)
    await handle(told)
    assert await rig.all() == []


async def test_places_are_found_by_name_category_and_nearness(rig: Rig) -> None:
    search = SearchPlaces(finder=rig.finder)
    assert [place.names.ko for place in await search(query="범어사", limit=5)] == ["범어사"]
    found = await search(query="", near=Point(35.16, 129.16), category="market", limit=1)
    assert [place.names.en for place in found] == ["Haeundae Traditional Market"]
