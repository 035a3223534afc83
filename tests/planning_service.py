"""The plan service over HTTP, with stores in memory and a world outside that a test can break."""

from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from typing import Any

import orjson
from aiohttp import ClientResponse, ClientSession
from attrs import define

from adapters.prometheus.meter import PrometheusMeter
from adapters.system.randomness import SystemRandomness
from core.identity.model.user import UserId
from core.planning.model.plan import Plan
from core.planning.use_cases.plans.collect_plans import CollectPlans
from core.planning.use_cases.plans.delete_plan import DeletePlan
from core.planning.use_cases.plans.list_plans import ListPlans
from core.planning.use_cases.plans.read_plan import ReadPlan
from core.planning.use_cases.plans.read_shared_plan import ReadSharedPlan
from core.planning.use_cases.plans.search_places import SearchPlaces
from core.planning.use_cases.plans.share_plan import SharePlan
from core.planning.use_cases.plans.unshare_plan import UnsharePlan
from entrypoints.planning.data import PlanDataRoutes
from entrypoints.planning.place_search import PlaceRoutes
from entrypoints.planning.plan_exports import PlanExportRoutes
from entrypoints.planning.plans import PlanRoutes
from entrypoints.planning.shared import SharedPlanRoutes
from entrypoints.service_secret import service_authenticator
from tests.builders import an_id
from tests.http.conftest import a_client, a_service, authenticate
from tests.planning_rig import Rig, a_rig
from tests.planning_samples import a_plan

PLANS = "/api/v1/plans"
SECRET = "s" * 32
WANTED: dict[str, Any] = {"location": "Busan", "start_date": "2026-12-04", "end_date": "2026-12-06"}


@define
class Service:
    """A running plan service, and somebody who is signed in to it."""

    rig: Rig
    client: ClientSession

    def ask(self, method: str, path: str, *, headers: Mapping[str, str] | None = None, **options: Any) -> Any:
        signed_in = {"Authorization": f"Bearer {self.rig.mina}"}
        return self.client.request(method, path, headers={**signed_in, **(headers or {})}, **options)

    def get(self, path: str, **options: Any) -> Any:
        return self.ask("GET", path, **options)

    def post(self, path: str = PLANS, body: object = WANTED, **options: Any) -> Any:
        return self.ask("POST", path, json=body, **options)

    def delete(self, path: str, **options: Any) -> Any:
        return self.ask("DELETE", path, **options)

    def patch(self, plan: Plan, changes: object, *, version: int | None = 1) -> Any:
        tag = {} if version is None else {"If-Match": f'"{version}"'}
        return self.ask("PATCH", f"{PLANS}/{plan.plan_id}", json=changes, headers=tag)

    async def kept(self, **changes: Any) -> Plan:
        return await self.rig.keep(a_plan(**changes))

    def stranger(self) -> "Service":
        other = Rig(self.rig.works, mina=UserId(an_id()))
        return Service(other, self.client)


@asynccontextmanager
async def a_plan_service() -> AsyncIterator[Service]:
    rig = await a_rig()
    works, clock = rig.works, rig.clock
    plans = PlanRoutes(
        create_plan=rig.create_plan,
        list_plans=ListPlans(works=works),
        read_plan=ReadPlan(works=works),
        edit_plan=rig.edit_plan,
        delete_plan=DeletePlan(works=works),
        share_plan=SharePlan(works=works, clock=clock, randomness=SystemRandomness()),
        unshare_plan=UnsharePlan(works=works, clock=clock),
        meter=PrometheusMeter(),
    )
    routes = (
        plans,
        PlanExportRoutes(read_plan=ReadPlan(works=works)),
        SharedPlanRoutes(read_shared_plan=ReadSharedPlan(works=works)),
        PlaceRoutes(search_places=SearchPlaces(finder=rig.finder)),
        PlanDataRoutes(collect_plans=CollectPlans(works=works)),
    )
    authenticators = {"user": authenticate, "service": service_authenticator([SECRET])}
    async with a_client(a_service(authenticators=authenticators), *routes) as client:
        yield Service(rig, client)


async def events_in(answer: ClientResponse) -> list[tuple[str | None, str, Any]]:
    """Return the id, name and data of each event of a stream."""
    blocks = [block for block in (await answer.text()).split("\n\n") if block and not block.startswith(":")]
    told = [dict(line.split(": ", 1) for line in block.split("\n")) for block in blocks]
    return [(one.get("id"), one["event"], orjson.loads(one["data"])) for one in told]
