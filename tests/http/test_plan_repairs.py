"""Repairing a plan over HTTP."""

from collections.abc import AsyncIterator
from typing import Any

import pytest
from aiohttp import ClientSession
from attrs import define

from core.planning.model.errors import PlanNotFound
from entrypoints.planning.repairs import RepairRoutes
from tests.builders import an_id
from tests.http.asking import faults_in, problem_in
from tests.http.conftest import a_client, a_service, authenticate
from tests.planning_rig import Rig, a_rig
from tests.planning_samples import a_plan
from tests.planning_service import PLANS

BIFF = "gazetteer:busan/biff-square"


@define
class Repairs:
    """The route, and somebody who is signed in to it."""

    rig: Rig
    client: ClientSession

    def post(self, plan_id: str, body: object, *, caller: str | None = None) -> Any:
        signed_in = {"Authorization": f"Bearer {caller or self.rig.mina}"}
        return self.client.post(f"{PLANS}/{plan_id}/repair", json=body, headers=signed_in)


@pytest.fixture
async def repairs() -> AsyncIterator[Repairs]:
    rig = await a_rig()
    async with a_client(
        a_service(authenticators={"user": authenticate}), RepairRoutes(repair_plan=rig.repair_plan)
    ) as client:
        yield Repairs(rig, client)


async def test_the_new_version_comes_with_what_is_different(repairs: Repairs) -> None:
    plan = await repairs.rig.keep(a_plan())

    async with repairs.post(plan.plan_id, {"closed": [BIFF]}) as answer:
        repaired = await answer.json()

    assert (answer.status, answer.headers["ETag"]) == (200, '"2"')
    assert (repaired["plan"]["id"], repaired["plan"]["version"]) == (plan.plan_id, 2)
    assert repaired["plan"]["verification"]["ok"]
    assert repaired["changes"] == [
        {
            "what": "removed",
            "date": "2026-12-04",
            "stop_id": plan.itinerary.days[0].stops[3].stop_id,
            "place": "BIFF Square",
            "why": "it is closed",
        }
    ]


async def test_everything_that_can_go_wrong_can_be_told_at_once(repairs: Repairs) -> None:
    plan = await repairs.rig.keep(a_plan())
    body = {
        "closed": [BIFF],
        "weather": {"kind": "rain", "on": ["2026-12-06"]},
        "locked": [plan.itinerary.days[0].stops[0].stop_id],
        "late_by_minutes": {"date": "2026-12-05", "minutes": 30},
    }

    async with repairs.post(plan.plan_id, body) as answer:
        repaired = await answer.json()

    assert {change["date"] for change in repaired["changes"]} == {"2026-12-04", "2026-12-05", "2026-12-06"}
    assert repaired["plan"]["daily_plans"][2]["weather"]["kind"] == "told"


@pytest.mark.parametrize("body", [{}, {"closed": []}])
async def test_a_plan_that_need_not_change_stays_the_version_that_it_is(repairs: Repairs, body: object) -> None:
    plan = await repairs.rig.keep(a_plan())

    async with repairs.post(plan.plan_id, body) as answer:
        assert (answer.status, answer.headers["ETag"]) == (200, '"1"')
        assert (await answer.json())["changes"] == []


@pytest.mark.parametrize(
    ("body", "pointer"),
    [
        ({"rain": ["2026-12-04"]}, "/rain"),
        ({"weather": "rain"}, "/weather"),
        ({"weather": {"on": []}}, "/weather/on"),
        ({"weather": {"on": ["tomorrow"]}}, "/weather/on/0"),
        ({"weather": {"on": ["2026-12-04"], "kind": "snow"}}, "/weather/kind"),
        ({"closed": BIFF}, "/closed"),
        ({"closed": [""]}, "/closed/0"),
        ({"closed": ["x"] * 101}, "/closed"),
        ({"locked": [1]}, "/locked/0"),
        ({"late_by_minutes": 30}, "/late_by_minutes"),
        ({"late_by_minutes": {"date": "2026-12-04", "minutes": 0}}, "/late_by_minutes/minutes"),
        ({"late_by_minutes": {"date": "2026-12-04", "minutes": 721}}, "/late_by_minutes/minutes"),
        ({"late_by_minutes": {"minutes": 10}}, "/late_by_minutes/date"),
    ],
)
async def test_what_cannot_be_read_is_refused_where_it_is_wrong(repairs: Repairs, body: object, pointer: str) -> None:
    plan = await repairs.rig.keep(a_plan())

    async with repairs.post(plan.plan_id, body) as answer:
        assert pointer in await faults_in(answer)


@pytest.mark.parametrize(
    ("body", "pointer"),
    [
        ({"closed": [BIFF, "biff"]}, "/closed/1"),
        ({"locked": ["nobody"]}, "/locked/0"),
        ({"weather": {"on": ["2027-01-01"]}}, "/weather/on/0"),
        ({"late_by_minutes": {"date": "2027-01-01", "minutes": 10}}, "/late_by_minutes/date"),
    ],
)
async def test_what_is_not_in_the_plan_is_refused_where_it_is_told(
    repairs: Repairs, body: object, pointer: str
) -> None:
    plan = await repairs.rig.keep(a_plan())

    async with repairs.post(plan.plan_id, body) as answer:
        problem = await problem_in(answer, 422, "bad-edit")

    assert [fault["pointer"] for fault in problem["errors"]] == [pointer]
    assert await repairs.rig.read(plan.plan_id) == plan


async def test_what_is_locked_and_closed_is_a_conflict_of_wishes(repairs: Repairs) -> None:
    plan = await repairs.rig.keep(a_plan())
    body = {"closed": [BIFF], "locked": [plan.itinerary.days[0].stops[3].stop_id]}

    async with repairs.post(plan.plan_id, body) as answer:
        problem = await problem_in(answer, 422, "wishes-conflict")

    assert [fault["pointer"] for fault in problem["errors"]] == ["/locked", "/closed"]


async def test_the_plan_of_somebody_else_is_not_there(repairs: Repairs) -> None:
    plan = await repairs.rig.keep(a_plan())

    async with repairs.post(plan.plan_id, {"closed": [BIFF]}, caller=an_id()) as answer:
        theirs = await problem_in(answer, 404, PlanNotFound.code)
    async with repairs.post(an_id(), {"closed": [BIFF]}) as answer:
        nobodys = await problem_in(answer, 404, PlanNotFound.code)

    assert theirs["detail"] == nobodys["detail"]
