"""Changing plans over HTTP, and looking for places to put into them."""

from collections.abc import AsyncIterator
from typing import Any

import pytest

from core.planning.model.plan import Plan
from tests.http.asking import faults_in, problem_in
from tests.planning_samples import a_trip, an_itinerary
from tests.planning_service import PLANS, Service, a_plan_service

PLACES = "/api/v1/places"


@pytest.fixture
async def service() -> AsyncIterator[Service]:
    async with a_plan_service() as service:
        yield service


async def shown(service: Service, plan: Plan) -> dict[str, Any]:
    async with service.get(f"{PLANS}/{plan.plan_id}") as answer:
        document: dict[str, Any] = await answer.json()
        return document


async def changed(service: Service, plan: Plan, changes: object, *, version: int = 1) -> dict[str, Any]:
    async with service.patch(plan, changes, version=version) as answer:
        assert answer.status == 200, await answer.text()
        document: dict[str, Any] = await answer.json()
        assert answer.headers["ETag"] == f'"{document["version"]}"'
    assert await shown(service, plan) == document
    return document


async def test_what_is_given_changes_and_the_rest_stays(service: Service) -> None:
    plan = await service.kept()
    before = await shown(service, plan)
    after = await changed(service, plan, {"title": "미나 🌊"})
    assert after["title"] == "미나 🌊"
    assert after["verification"]["checks"]
    same = (
        "id",
        "location",
        "start_date",
        "end_date",
        "preferences",
        "daily_plans",
        "set_aside",
        "share",
        "created_at",
    )
    assert {name: after[name] for name in same} == {name: before[name] for name in same}


async def test_a_patch_may_come_as_merge_patch(service: Service) -> None:
    plan = await service.kept()
    headers = {"If-Match": '"1"', "Content-Type": "application/merge-patch+json"}
    async with service.ask("PATCH", f"{PLANS}/{plan.plan_id}", data=b'{"title":"A"}', headers=headers) as answer:
        assert (answer.status, (await answer.json())["title"]) == (200, "A")


async def test_wishes_are_merged(service: Service) -> None:
    itinerary = an_itinerary(trip=a_trip(note="slowly", interests=("food",)))
    plan = await service.kept(itinerary=itinerary)
    wishes = (await changed(service, plan, {"preferences": {"pace": "packed", "budget": None, "note": None}}))[
        "preferences"
    ]
    assert (wishes["pace"], wishes["budget"], wishes["note"]) == ("packed", None, "")
    assert (wishes["interests"], wishes["lodging"]["name"]) == (["food"], "Hotel Nampo")
    wishes = (await changed(service, plan, {"preferences": {"budget": {"amount": 5, "currency": "KRW"}}}, version=2))[
        "preferences"
    ]
    assert wishes["budget"] == {"amount": "5", "currency": "KRW", "per": "trip"}
    wishes = (await changed(service, plan, {"preferences": None}, version=3))["preferences"]
    assert (wishes["pace"], wishes["lodging"]) == ("normal", None)


async def test_a_budget_in_another_currency_shows_its_rate(service: Service) -> None:
    budget = {"amount": "1000.50", "currency": "USD"}
    cost = (await changed(service, await service.kept(), {"preferences": {"budget": budget}}))["cost"]
    assert cost["rate"] == {
        "base": "USD", "target": "KRW", "value": "1400", "source": "gazetteer", "fetched_at": "2026-11-30T03:15:00Z",
    }  # fmt: skip
    assert cost["in_budget"]["currency"] == "USD"


async def test_wishes_that_leave_no_day_are_422_where_they_are(service: Service) -> None:
    plan = await service.kept()
    async with service.patch(plan, {"preferences": {"day_start": "20:00"}}) as answer:
        problem = await problem_in(answer, 422, "bad-preferences")
    assert [fault["pointer"] for fault in problem["errors"]] == ["/preferences/day_end"]
    async with service.patch(plan, {"preferences": {"budget": {"amount": "-1", "currency": "KRW"}}}) as answer:
        problem = await problem_in(answer, 422, "bad-preferences")
    assert [fault["pointer"] for fault in problem["errors"]] == ["/preferences/budget/amount"]


async def test_dates_move_and_what_loses_its_day_is_set_aside(service: Service) -> None:
    plan = await service.kept()
    after = await changed(service, plan, {"start_date": "2026-12-11", "end_date": "2026-12-12"})
    assert [day["date"] for day in after["daily_plans"]] == ["2026-12-11", "2026-12-12"]
    assert after["daily_plans"][0]["stops"][0]["start"] == "2026-12-11T10:00:00+09:00"
    assert [stop["place"]["name"] for stop in after["set_aside"]][:2] == ["Beomeosa Temple", "Dongnae Market"]


async def test_stops_of_a_day_are_those_that_are_given(service: Service) -> None:
    plan = await service.kept()
    first, lunch, *_ = plan.itinerary.days[0].stops
    stops = [
        {"id": lunch.stop_id, "start": "2026-12-04T12:00:00+09:00", "locked": True},
        {"place_id": "gazetteer:busan/biff-square", "kind": "visit"},
        {"id": first.stop_id, "why": "once more"},
    ]
    after = await changed(service, plan, {"daily_plans": [{"date": "2026-12-04", "stops": stops}]})
    shown = after["daily_plans"][0]["stops"]
    assert [(stop["place"]["name"], stop["locked"]) for stop in shown] == [
        ("Jagalchi Market", True), ("BIFF Square", False), ("Yongdusan Park", False),
    ]  # fmt: skip
    assert (shown[0]["start"], shown[2]["why"]) == ("2026-12-04T12:00:00+09:00", "once more")


async def test_days_may_be_sent_back_as_they_are_shown(service: Service) -> None:
    plan = await service.kept()
    days = (await shown(service, plan))["daily_plans"]
    after = await changed(service, plan, {"daily_plans": days})
    assert after["daily_plans"] == days
    first, lunch, village, *_ = days[0]["stops"]
    after = await changed(service, plan, {"daily_plans": [{**days[0], "stops": [village, first, lunch]}]}, version=2)
    stops = after["daily_plans"][0]["stops"]
    assert [stop["id"] for stop in stops] == [village["id"], first["id"], lunch["id"]]
    # Their old times say nothing about the new order.
    assert [stop["start"] for stop in stops] == sorted(stop["start"] for stop in stops)
    assert stops[0]["start"] == first["start"]


async def test_a_place_that_was_found_can_be_put_into_a_day_as_it_is(service: Service) -> None:
    plan = await service.kept()
    async with service.get(PLACES, params={"query": "범어사"}) as answer:
        (place,) = (await answer.json())["items"]
    after = await changed(service, plan, {"daily_plans": [{"date": "2026-12-04", "stops": [{"place": place}]}]})
    assert [stop["place"]["id"] for stop in after["daily_plans"][0]["stops"]] == [place["id"]]


async def test_what_has_not_the_published_shape_is_422_with_each_pointer(service: Service) -> None:
    plan = await service.kept()
    day = {"date": "2026-12-04", "stops": []}
    for changes, pointers in (
        ({"id": "x", "version": 7, "share": None}, {"/id", "/version", "/share"}),
        ({"title": None}, {"/title"}),
        ({"title": ""}, {"/title"}),
        ({"start_date": None}, {"/start_date"}),
        ({"location": "Seoul"}, {"/location"}),
        ({"preferences": {"pace": "slow", "mood": 1}}, {"/preferences/pace", "/preferences/mood"}),
        ({"daily_plans": [day] * 31}, {"/daily_plans"}),
        ({"daily_plans": [{"date": "x"}]}, {"/daily_plans/0/date", "/daily_plans/0/stops"}),
        ({"daily_plans": [{**day, "stops": [{"start": "2026-12-04T10:00:00"}]}]}, {"/daily_plans/0/stops/0/start"}),
        ({"daily_plans": [{**day, "stops": [{"id": "x", "mood": 1}]}]}, {"/daily_plans/0/stops/0/mood"}),
        ({"daily_plans": [{**day, "stops": [{}] * 31}]}, {"/daily_plans/0/stops"}),
        ([], {""}),
    ):  # fmt: skip
        async with service.patch(plan, changes) as answer:
            assert set(await faults_in(answer)) == pointers, changes
    assert await service.rig.read(plan.plan_id) == plan


async def test_an_edit_that_makes_no_plan_is_422_with_each_pointer(service: Service) -> None:
    plan = await service.kept()
    stops = [{"id": "nobody"}, {"place_id": "gazetteer:busan/atlantis"}, {}]
    async with service.patch(plan, {"daily_plans": [{"date": "2026-12-04", "stops": stops}]}) as answer:
        problem = await problem_in(answer, 422, "bad-edit")
    assert [fault["pointer"] for fault in problem["errors"]] == [
        "/daily_plans/0/stops/0/id", "/daily_plans/0/stops/1/place_id", "/daily_plans/0/stops/2",
    ]  # fmt: skip
    async with service.patch(plan, {"end_date": "2026-12-03"}) as answer:
        await problem_in(answer, 422, "bad-dates")
    assert await service.rig.read(plan.plan_id) == plan


async def test_an_edit_says_which_version_it_is_of(service: Service) -> None:
    plan = await service.kept()
    async with service.patch(plan, {"title": "A"}, version=None) as answer:
        await problem_in(answer, 428, "precondition-required")
    await changed(service, plan, {"title": "A"})
    async with service.patch(plan, {"title": "B"}) as answer:
        await problem_in(answer, 412, "version-mismatch")
    assert (await shown(service, plan))["title"] == "A"


async def test_places_are_found(service: Service) -> None:
    async with service.get(PLACES, params={"query": "beomeosa"}, headers={"Accept-Language": "ko-KR"}) as answer:
        assert answer.status == 200
        found = await answer.json()
    (place,) = found["items"]
    assert (place["id"], place["name"], found["next_cursor"]) == ("gazetteer:busan/beomeosa", "범어사", None)
    near = {"near": "35.16,129.16", "category": "market", "limit": "1"}
    async with service.get(PLACES, params=near) as answer:
        assert [place["name"] for place in (await answer.json())["items"]] == ["Haeundae Traditional Market"]


async def test_what_nobody_can_look_for_is_422(service: Service) -> None:
    for query, pointers in (
        ({"near": "here"}, {"/query/near"}),
        ({"near": "95.0,129.0"}, {"/query/near"}),
        ({"near": "35.0,181"}, {"/query/near"}),
        ({"category": "war", "limit": "0"}, {"/query/category", "/query/limit"}),
        ({"limit": "101"}, {"/query/limit"}),
        ({"query": "x" * 201}, {"/query/query"}),
    ):
        async with service.get(PLACES, params=query) as answer:
            assert set(await faults_in(answer)) == pointers, query
    async with service.get(PLACES, params={"mood": "good"}) as answer:
        assert set(await faults_in(answer)) == {"/query/mood"}
