"""Plans and the agent as processes of their own: the same plans, and nothing half-made when the agent goes."""

import asyncio
import signal
from collections.abc import Iterator, Mapping
from contextlib import aclosing
from datetime import date
from io import BytesIO
from typing import Any
from zipfile import ZipFile

import pytest

from composition.opener import open_ports
from composition.planning.making import MakerPorts, maker_of
from composition.settings import Settings
from core.planning.model.plan import Itinerary
from core.planning.model.preferences import Preferences
from core.planning.model.progress import Finished
from core.planning.model.trip import Trip
from tests.e2e.apart import AGENT, RUN, SECRET, Apart, check_that_it_runs
from tests.gateway.process.patience import eventually
from tests.processes import Python, python
from tests.standins import openai
from tests.standins.environments import served_aside
from tests.travellers import PLANS, Traveller, a_traveller, a_wanted_plan

GENERATE = "/api/v1/generate-plan"


@pytest.fixture
def agent(apart: Apart) -> None:
    """The agent, which makes plans by rules."""
    apart.run(AGENT)


@pytest.fixture
def no_agent(apart: Apart) -> None:
    """Let there be none."""
    apart.kill(AGENT)


@pytest.fixture
def waiting_agent(apart: Apart) -> Iterator[Python]:
    """An agent whose language model says nothing for as long as anybody waits."""
    apart.kill(AGENT)
    model = openai.standin()
    model.behaviour.will("silent")
    with served_aside(model) as url:
        told = {**apart.told_to(AGENT), **model.settings(url)}
        with python(RUN, AGENT, environment=told) as process:
            check_that_it_runs(process)
            yield process


@pytest.fixture
def mina(apart: Apart) -> Traveller:
    return a_traveller(apart.gateway)


def stops_of(plan: Any) -> list[tuple[str, ...]]:
    stops = [stop for day in plan["daily_plans"] for stop in day["stops"]]
    return [(stop["id"], stop["kind"], stop["start"], stop["end"], stop["place"]["id"], stop["why"]) for stop in stops]


def made_here(wanted: Mapping[str, Any], tmp_path: Any) -> Itinerary:
    """Make an itinerary in this process."""
    trip = Trip(
        location=wanted["location"],
        start_date=date.fromisoformat(wanted["start_date"]),
        end_date=date.fromisoformat(wanted["end_date"]),
        preferences=Preferences(interests=tuple(wanted["preferences"]["interests"])),
    )

    async def make() -> Itinerary:
        settings = Settings.read({"ODDIYA_PROFILE": "memory", "ODDIYA_HOME": str(tmp_path)})
        async with open_ports(MakerPorts, settings) as ports, aclosing(maker_of(ports).make(trip)) as steps:  # type: ignore[type-var] # it is a generator
            async for step in steps:
                if isinstance(step, Finished):
                    return step.itinerary
        raise AssertionError("it did not finish")

    return asyncio.run(make())


@pytest.mark.usefixtures("agent")
def test_plans_are_the_same_as_in_one_process(mina: Traveller, tmp_path: Any) -> None:
    wanted = a_wanted_plan("서울 2박, 부산 1박", days=4, preferences={"interests": ["food", "history"]})
    with mina.planning(wanted) as events:
        told = [*events]
    assert [one.event for one in told] == ["accepted", "facts", "day", "day", "day", "day", "done"]
    plan = told[-1].data["plan"]
    assert plan["verification"]["ok"]
    assert mina.get(f"{PLANS}/{plan['id']}").json == plan
    here = made_here(wanted, tmp_path)
    assert stops_of(plan) == [
        (stop.stop_id, stop.kind, stop.start.isoformat(), stop.end.isoformat(), stop.place.place_id, stop.why)
        for day in here.days
        for stop in day.stops
    ]
    assert plan["title"] == here.title
    checks = [(one["rule"], one["scope"], one["verdict"]) for one in plan["verification"]["checks"]]
    assert checks == [(one.rule, one.scope, one.verdict) for one in here.verification.checks]


@pytest.mark.usefixtures("agent")
def test_what_the_agent_refuses_is_refused_in_its_words(mina: Traveller) -> None:
    unknown = mina.plan(a_wanted_plan("Busam"))
    assert (unknown.status, unknown.json["code"]) == (422, "unknown-destination")
    assert {"pointer": "/location", "detail": "perhaps Busan"} in unknown.json["errors"]
    conflict = mina.plan(a_wanted_plan(preferences={"must_visit": ["경복궁"]}))
    assert (conflict.status, conflict.json["code"]) == (422, "wishes-conflict")
    assert [one["pointer"] for one in conflict.json["errors"]] == ["/preferences/must_visit/0", "/location"]


@pytest.mark.usefixtures("agent")
def test_plans_go_when_their_owner_is_deleted_in_another_process(mina: Traveller, apart: Apart) -> None:
    plan = mina.plan(a_wanted_plan(days=1)).json
    link = mina.ask("POST", f"{PLANS}/{plan['id']}/share").json["url"]
    with ZipFile(BytesIO(mina.get("/api/v1/users/me/export").body)) as everything:
        assert f"plans/{plan['id']}.json" in everything.namelist()
    anybody = Traveller(url=apart.gateway)
    assert anybody.get(link).status == 200
    assert mina.ask("DELETE", "/api/v1/users/me").status == 204
    eventually(lambda: anybody.get(link).status == 404)


@pytest.mark.usefixtures("agent")
def test_only_services_are_heard_by_the_agent(mina: Traveller, apart: Apart) -> None:
    wanted = a_wanted_plan(days=1)
    stranger = Traveller(url=apart.url(AGENT))
    for fields in ({}, {"authorization": f"Bearer {mina.token}"}, {"x_internal_secret": "x" * 40}):
        refused = stranger.ask("POST", GENERATE, wanted, **fields)
        assert (refused.status, refused.json["code"]) == (401, "unauthenticated")
    served = stranger.ask("POST", GENERATE, wanted, x_internal_secret=SECRET)
    assert (served.status, served.json["verification"]["ok"]) == (200, True)
    assert mina.ask("POST", GENERATE, wanted).status == 404
    assert Traveller(url=apart.url("plans"), token=mina.token).get(PLANS).status == 401


def test_when_the_agent_dies_on_the_way_that_is_told_and_nothing_is_kept(
    mina: Traveller, waiting_agent: Python
) -> None:
    with mina.planning(a_wanted_plan()) as events:
        accepted, facts = next(events), next(events)
        assert [accepted.event, facts.event] == ["accepted", "facts"]
        waiting_agent.kill(signal.SIGKILL)
        last, *more = events
    assert (last.event, last.data["status"], last.data["code"], more) == ("error", 503, "unavailable", [])
    assert "agent" in last.data["detail"]
    assert mina.get(f"{PLANS}/{accepted.data['id']}").status == 404
    assert mina.get(PLANS).json["items"] == []


@pytest.mark.usefixtures("no_agent")
def test_without_the_agent_there_is_no_plan_and_one_is_told_when_to_come_back(mina: Traveller) -> None:
    refused = mina.plan(a_wanted_plan())
    assert (refused.status, refused.json["code"]) == (503, "unavailable")
    assert refused.headers["Content-Type"] == "application/problem+json"
    assert int(refused.headers["Retry-After"]) >= 1
    assert "agent" in refused.json["detail"]
    with mina.planning(a_wanted_plan()) as events:
        accepted, error = events
    assert (accepted.event, error.event, error.data["status"]) == ("accepted", "error", 503)
    assert mina.get(PLANS).json["items"] == []
