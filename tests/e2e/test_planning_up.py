"""Planning through the gateway of `oddiya up`, as an app uses it."""

import json
import xml.etree.ElementTree as ET
from io import BytesIO
from itertools import pairwise
from pathlib import Path
from typing import Any
from zipfile import ZipFile

import pytest
from icalendar import Calendar

from tests.builders import an_id
from tests.e2e.test_up import up
from tests.gateway.process.patience import eventually
from tests.travellers import PLANS, Traveller, a_traveller, a_wanted_plan, faults_of, made


@pytest.fixture(scope="module")
def plan(mina: Traveller) -> Any:
    """Three days in Busan, to look at."""
    return made(mina)


@pytest.fixture
def own(mina: Traveller) -> Any:
    """A day in Busan, to change."""
    return made(mina, days=1)


def place_of(plan: Any, number: int = 0) -> Any:
    return plan["daily_plans"][0]["stops"][number]["place"]


def test_a_plan_comes_step_by_step_and_is_kept(mina: Traveller) -> None:
    with mina.planning(a_wanted_plan(title="Sea")) as events:
        accepted, facts, *days, done = events
    assert [one.event for one in (accepted, facts, *days, done)] == ["accepted", "facts", "day", "day", "day", "done"]
    assert [one.event_id for one in (accepted, facts, *days, done)] == ["1", "2", "3", "4", "5", "6"]
    assert facts.data["destinations"][0]["destination"] == "busan"
    assert facts.data["destinations"][0]["places"] > 30
    plan = done.data["plan"]
    assert [one.data["day"] for one in days] == plan["daily_plans"]
    assert all(one.data["of"] == 3 and one.data["verification"]["ok"] for one in days)
    assert (accepted.data["id"], plan["title"], plan["verification"]["ok"]) == (plan["id"], "Sea", True)
    assert mina.get(f"{PLANS}/{plan['id']}").json == plan


def test_a_plan_can_be_walked(plan: Any) -> None:
    stops = [stop for day in plan["daily_plans"] for stop in day["stops"]]
    assert len(stops) >= 9
    assert len({stop["place"]["id"] for stop in stops}) == len(stops)
    assert all(before["end"] <= after["start"] for before, after in pairwise(stops))
    assert "closed" not in {stop["opening"] for stop in stops}
    assert {check["verdict"] for check in plan["verification"]["checks"]} <= {"pass", "unknown"}
    assert plan["source"] == "offline"


def test_the_same_key_is_the_same_plan(mina: Traveller) -> None:
    key, wanted = an_id(), a_wanted_plan(days=1)
    first, again = (mina.plan(wanted, idempotency_key=key) for _ in range(2))
    assert (first.status, again.status) == (201, 201)
    assert again.body == first.body
    assert again.headers["Location"] == first.headers["Location"] == f"{PLANS}/{first.json['id']}"
    other = mina.plan(a_wanted_plan("Seoul", days=1), idempotency_key=key)
    assert other.status == 422
    another = mina.plan(wanted)
    assert another.json["id"] != first.json["id"]
    assert another.json["daily_plans"] == first.json["daily_plans"]


def test_plans_are_listed_the_newest_first_and_page_by_page(url: str) -> None:
    bora = a_traveller(url)
    ids = [made(bora, days=1)["id"] for _ in range(3)]
    first = bora.get(f"{PLANS}?limit=2")
    assert [one["id"] for one in first.json["items"]] == [ids[2], ids[1]]
    assert 'rel="next"' in first.headers["Link"]
    rest = bora.get(f"{PLANS}?limit=2&cursor={first.json['next_cursor']}").json
    assert ([one["id"] for one in rest["items"]], rest["next_cursor"]) == ([ids[0]], None)


def test_a_plan_is_not_sent_again_to_who_has_it(mina: Traveller, plan: Any) -> None:
    there = f"{PLANS}/{plan['id']}"
    tag = mina.get(there).headers["ETag"]
    assert mina.get(there, if_none_match=tag).status == 304
    assert mina.get(there, if_none_match='"7"').status == 200


def test_the_paths_of_the_first_specification_lead_there_too(mina: Traveller, plan: Any) -> None:
    assert mina.get(f"/api/plans/{plan['id']}").json == plan
    assert mina.get("/api/plans").json == mina.get(PLANS).json
    assert mina.get(f"/api/plans/{plan['id']}/export?format=ics").status == 200


def test_an_edit_says_which_version_it_edits_and_loses_no_other_stop(mina: Traveller, own: Any) -> None:
    there, (day,) = f"{PLANS}/{own['id']}", own["daily_plans"]
    assert mina.ask("PATCH", there, {"title": "Sea 🌊"}).status == 428
    edited = mina.ask("PATCH", there, {"title": "Sea 🌊"}, if_match=f'"{own["version"]}"')
    assert (edited.status, edited.headers["ETag"], edited.json["title"]) == (200, '"2"', "Sea 🌊")
    assert edited.json["daily_plans"] == own["daily_plans"]
    faults_of(mina.ask("PATCH", there, {"title": "Hills"}, if_match='"1"'), "version-mismatch", status=412)
    kept = {"date": day["date"], "stops": [{"id": stop["id"]} for stop in day["stops"][1:]]}
    fewer = mina.ask("PATCH", there, {"daily_plans": [kept]}, if_match='"2"')
    assert fewer.status == 200, fewer.body
    assert [stop["id"] for stop in fewer.json["daily_plans"][0]["stops"]] == [one["id"] for one in kept["stops"]]
    assert mina.get(there).json == fewer.json


def test_a_closed_place_is_replaced_and_the_other_days_stay(mina: Traveller) -> None:
    plan = made(mina)
    closed = place_of(plan)
    reply = mina.ask("POST", f"{PLANS}/{plan['id']}/repair", {"closed": [closed["id"]]})
    assert reply.status == 200, reply.body
    new, changes = reply.json["plan"], reply.json["changes"]
    assert new["daily_plans"][1:] == plan["daily_plans"][1:]
    assert closed["id"] not in {stop["place"]["id"] for stop in new["daily_plans"][0]["stops"]}
    assert (new["version"], new["verification"]["ok"]) == (2, True)
    assert any(change["what"] == "removed" and change["place"] == closed["name"] for change in changes)
    assert mina.get(f"{PLANS}/{plan['id']}").json == new


def test_a_plan_leaves_as_any_kind_of_file(mina: Traveller, plan: Any) -> None:
    def exported(kind: str, content_type: str) -> bytes:
        reply = mina.get(f"{PLANS}/{plan['id']}/export?format={kind}")
        assert (reply.status, reply.headers.get_content_type()) == (200, content_type)
        assert f".{kind}" in reply.headers["Content-Disposition"]
        return reply.body

    stops = [stop for day in plan["daily_plans"] for stop in day["stops"]]
    calendar = Calendar.from_ical(exported("ics", "text/calendar").decode())
    assert len(calendar.walk("VEVENT")) == len(stops)
    assert {event["DTSTART"].params["TZID"] for event in calendar.walk("VEVENT")} == {"Asia/Seoul"}
    for kind, content_type in (("gpx", "application/gpx+xml"), ("kml", "application/vnd.google-earth.kml+xml")):
        assert len(ET.fromstring(exported(kind, content_type))) > 0
    text = exported("md", "text/markdown").decode()
    assert all(day["date"] in text for day in plan["daily_plans"])
    assert mina.get(f"{PLANS}/{plan['id']}/export?format=doc").status == 422


def test_a_link_shows_a_plan_to_anybody_until_it_is_revoked(mina: Traveller, own: Any, url: str) -> None:
    there, anybody = f"{PLANS}/{own['id']}/share", Traveller(url=url)
    link = mina.ask("POST", there)
    assert link.status == 201
    shared = anybody.get(link.json["url"])
    assert (shared.status, shared.headers["X-Robots-Tag"]) == (200, "noindex")
    assert len(shared.json["daily_plans"]) == 1
    assert not {"id", "preferences", "share"} & set(shared.json)
    assert mina.ask("DELETE", there).status == 204
    faults_of(anybody.get(link.json["url"]), "shared-plan-not-found", status=404)


def test_places_are_found_in_any_language_and_near(mina: Traveller) -> None:
    for query in ("해운대", "haeundae"):
        found = mina.get(f"/api/v1/places?query={query_of(query)}&limit=5").json["items"]
        assert found
        assert all(place["id"].startswith("gazetteer:busan/") for place in found)
    near = mina.get("/api/v1/places?near=37.5796,126.9770&category=history&limit=1").json["items"]
    assert near[0]["names"]["ko"] == "경복궁"


def query_of(text: str) -> str:
    return "".join(f"%{byte:02x}" for byte in text.encode())


def test_nobody_sees_or_touches_the_plans_of_another(mina: Traveller, plan: Any, url: str) -> None:
    other = a_traveller(url)
    there, nowhere = f"{PLANS}/{plan['id']}", f"{PLANS}/{an_id()}"
    asked: list[tuple[str, str, object]] = [
        ("GET", "", None),
        ("GET", "/export?format=ics", None),
        ("PATCH", "", {"title": "Mine"}),
        ("POST", "/repair", {"closed": [place_of(plan)["id"]]}),
        ("POST", "/share", None),
        ("DELETE", "/share", None),
        ("DELETE", "", None),
    ]
    for method, path, body in asked:
        tag = {"if_match": '"1"'} if method == "PATCH" else {}
        theirs, nobodys = (other.ask(method, f"{at}{path}", body, **tag) for at in (there, nowhere))
        assert theirs.status == nobodys.status == 404, (method, path, theirs.body)
        assert {**theirs.json, "request_id": ""} == {**nobodys.json, "request_id": ""}
    assert other.get(PLANS).json["items"] == []
    assert mina.get(there).json == plan
    for method, path, body in asked:
        assert Traveller(url=url).ask(method, f"{there}{path}", body).status == 401


def test_a_deleted_plan_is_gone(mina: Traveller, own: Any) -> None:
    assert mina.ask("DELETE", f"{PLANS}/{own['id']}").status == 204
    faults_of(mina.get(f"{PLANS}/{own['id']}"), "plan-not-found", status=404)
    assert own["id"] not in {one["id"] for one in mina.get(PLANS).json["items"]}


def test_an_account_takes_its_plans_along_and_its_end_is_theirs(url: str) -> None:
    walk_through_an_account(url)


def walk_through_an_account(url: str) -> None:
    bora = a_traveller(url)
    plan = made(bora)
    link = bora.ask("POST", f"{PLANS}/{plan['id']}/share").json["url"]
    with ZipFile(BytesIO(bora.get("/api/v1/users/me/export").body)) as everything:
        kept = json.loads(everything.read(f"plans/{plan['id']}.json"))
    assert plan["title"] in json.dumps(kept, ensure_ascii=False)
    assert Traveller(url=url).get(link).status == 200
    assert bora.ask("DELETE", "/api/v1/users/me").status == 204
    eventually(lambda: Traveller(url=url).get(link).status == 404)
    assert bora.get(f"{PLANS}/{plan['id']}").status == 401


def test_with_a_database_it_is_the_same(tmp_path: Path, postgres_environment: dict[str, str]) -> None:
    with up(tmp_path / "home", measured=False, **postgres_environment) as (_, url):
        mina = a_traveller(url)
        with mina.planning(a_wanted_plan()) as events:
            *_, done = events
        plan = done.data["plan"]
        there = f"{PLANS}/{plan['id']}"
        assert mina.get(there).json == plan
        assert mina.ask("PATCH", there, {"title": "Sea"}, if_match='"1"').headers["ETag"] == '"2"'
        assert mina.ask("POST", f"{there}/repair", {"closed": [place_of(plan)["id"]]}).json["plan"]["version"] == 3
        walk_through_an_account(url)
        assert len(mina.get(PLANS).json["items"]) == 1
