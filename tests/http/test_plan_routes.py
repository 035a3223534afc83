"""Plans over HTTP: making them, reading them, sharing them, taking them along."""

import asyncio
from collections.abc import AsyncIterator
from typing import Any

import pytest
from attrs import evolve

from core.errors import Fault, Unavailable
from core.planning.model.errors import UnknownDestination, WishesConflict
from core.planning.model.hours_text import hours_of
from tests.builders import an_id
from tests.http.asking import faults_in, problem_in
from tests.planning_samples import a_place, a_plan, a_trip, an_itinerary
from tests.planning_service import PLANS, SECRET, WANTED, Service, a_plan_service, events_in
from tests.waiting import until

STREAM = {"Accept": "text/event-stream"}
WISHES: dict[str, Any] = {
    "pace": "relaxed",
    "interests": ["food", "nature"],
    "diet": ["vegan"],
    "budget": {"amount": "300000.50", "currency": "KRW", "per": "day"},
    "party": {"adults": 2, "children": 1},
    "must_visit": ["범어사"],
    "avoid": ["casino"],
    "day_start": "08:30",
    "day_end": "24:00",
    "lodging": {"name": "Hotel 🌊", "lat": 35.1, "lng": 129.03},
    "language": "ko",
    "note": "천천히 걷고 싶어요 🐢",
}


@pytest.fixture
async def service() -> AsyncIterator[Service]:
    async with a_plan_service() as service:
        yield service


async def test_a_plan_is_made_and_can_be_read_again(service: Service) -> None:
    async with service.post() as answer:
        assert answer.status == 201, await answer.text()
        plan = await answer.json()
        assert (answer.headers["Location"], answer.headers["ETag"]) == (f"{PLANS}/{plan['id']}", '"1"')
    async with service.get(f"{PLANS}/{plan['id']}") as answer:
        assert (answer.status, await answer.json(), answer.headers["ETag"]) == (200, plan, '"1"')
    async with service.get(f"{PLANS}/{plan['id']}", headers={"If-None-Match": '"1"'}) as answer:
        assert answer.status == 304


async def test_a_plan_has_the_published_shape(service: Service) -> None:
    async with service.post() as answer:
        plan = await answer.json()
    assert {name: plan[name] for name in ("version", "title", "location", "start_date", "end_date", "source")} == {
        "version": 1,
        "title": "Three days in Busan",
        "location": "Busan",
        "start_date": "2026-12-04",
        "end_date": "2026-12-06",
        "source": "offline",
    }
    first = plan["daily_plans"][0]
    assert (first["day"], first["date"], first["weather"]["kind"]) == (1, "2026-12-04", "forecast")
    assert first["locations"] == ["Yongdusan Park", "Gamcheon Culture Village", "BIFF Square"]
    assert first["restaurants"] == ["Jagalchi Market", "Bupyeong Kkangtong Market"]
    assert first["activities"][0] == "Yongdusan Park: Worth the way."
    lunch = first["stops"][1]
    assert (lunch["kind"], lunch["start"], lunch["end"]) == (
        "meal", "2026-12-04T11:30:00+09:00", "2026-12-04T12:30:00+09:00",
    )  # fmt: skip
    assert {name: lunch["place"][name] for name in ("id", "source", "name", "category", "lat", "lng", "address")} == {
        "id": "gazetteer:busan/jagalchi-market",
        "source": "gazetteer",
        "name": "Jagalchi Market",
        "category": "market",
        "lat": 35.0966,
        "lng": 129.0305,
        "address": "Busan",
    }
    assert hours_of(lunch["place"]["hours"]) == a_place("jagalchi-market").hours
    assert lunch["travel"] == {"mode": "walk", "minutes": 9, "meters": 597}
    assert (lunch["cost"], lunch["opening"]) == ({"amount": "30000", "currency": "KRW"}, "open")
    assert plan["cost"]["total"]["currency"] == "KRW"
    assert plan["daily_plans"][1]["weather"]["wet"] == [{"start": "13:00", "end": "17:00"}]
    assert (plan["share"], plan["set_aside"], plan["missing"]) == (None, [], [])


async def test_wishes_come_back_as_they_were_given(service: Service) -> None:
    async with service.post(body={**WANTED, "title": "부산 🌊", "preferences": WISHES}) as answer:
        plan = await answer.json()
    assert (plan["title"], plan["preferences"], plan["language"]) == ("부산 🌊", WISHES, "ko")
    assert plan["daily_plans"][0]["locations"][0] == "용두산공원"


async def test_without_wishes_there_are_the_usual_ones(service: Service) -> None:
    async with service.post() as answer:
        plan = await answer.json()
    assert plan["preferences"] == {
        "pace": "normal", "interests": [], "diet": [], "budget": None, "party": {"adults": 1, "children": 0},
        "must_visit": [], "avoid": [], "day_start": "09:00", "day_end": "21:00", "lodging": None, "language": "en",
        "note": "",
    }  # fmt: skip


async def test_an_amount_may_be_a_number(service: Service) -> None:
    budget = {"amount": 300_000, "currency": "KRW"}
    async with service.post(body={**WANTED, "preferences": {"budget": budget}}) as answer:
        assert (await answer.json())["preferences"]["budget"] == {
            "amount": "300000", "currency": "KRW", "per": "trip",
        }  # fmt: skip


MALFORMED: list[tuple[dict[str, Any], set[str]]] = [
    ({"mood": "good"}, {"/mood"}),
    ({"location": ""}, {"/location"}),
    ({"location": 7}, {"/location"}),
    ({"start_date": "tomorrow", "end_date": "2026-12-06T00:00:00Z"}, {"/start_date", "/end_date"}),
    ({"start_date": None}, {"/start_date"}),
    ({"title": ""}, {"/title"}),
    ({"title": " \n "}, {"/title"}),
    ({"title": "x" * 201}, {"/title"}),
    ({"preferences": []}, {"/preferences"}),
    ({"preferences": {"mood": 1, "pace": "slow"}}, {"/preferences/mood", "/preferences/pace"}),
    ({"preferences": {"note": "x" * 10_000}}, {"/preferences/note"}),
    ({"preferences": {"note": "x" * 1_001}}, {"/preferences/note"}),
    ({"preferences": {"interests": ["food", "war"]}}, {"/preferences/interests/1"}),
    ({"preferences": {"interests": ["food"] * 13}}, {"/preferences/interests"}),
    ({"preferences": {"must_visit": ["x"] * 21}}, {"/preferences/must_visit"}),
    ({"preferences": {"must_visit": ["x" * 201]}}, {"/preferences/must_visit/0"}),
    ({"preferences": {"avoid": [""]}}, {"/preferences/avoid/0"}),
    ({"preferences": {"budget": {"amount": "one", "currency": "won"}}},
     {"/preferences/budget/amount", "/preferences/budget/currency"}),
    ({"preferences": {"party": {"adults": 0, "children": 21}}},
     {"/preferences/party/adults", "/preferences/party/children"}),
    ({"preferences": {"day_start": "9:00", "day_end": "25:00"}}, {"/preferences/day_start", "/preferences/day_end"}),
    ({"preferences": {"day_start": "04:59"}}, {"/preferences/day_start"}),
    ({"preferences": {"lodging": {"name": "", "lat": 91, "lng": -181}}},
     {"/preferences/lodging/name", "/preferences/lodging/lat", "/preferences/lodging/lng"}),
    ({"preferences": {"language": "fr"}}, {"/preferences/language"}),
]  # fmt: skip


async def test_what_has_not_the_published_shape_is_422_with_each_pointer(service: Service) -> None:
    for change, pointers in MALFORMED:
        async with service.post(body={**WANTED, **change}) as answer:
            assert set(await faults_in(answer)) == pointers, change
    assert service.rig.maker.wanted == []


@pytest.mark.parametrize("accept", [{}, STREAM], ids=["json", "stream"])
@pytest.mark.parametrize(
    ("wishes", "pointer"),
    [
        ({"day_start": "12:00", "day_end": "13:59"}, "/preferences/day_end"),
        ({"budget": {"amount": 0, "currency": "KRW"}}, "/preferences/budget/amount"),
    ],
    ids=["day", "budget"],
)
async def test_wishes_that_are_none_together_are_422_where_they_are(
    service: Service, wishes: dict[str, Any], pointer: str, accept: dict[str, str]
) -> None:
    async with service.post(body={**WANTED, "preferences": wishes}, headers=accept) as answer:
        problem = await problem_in(answer, 422, "bad-preferences")
    assert [fault["pointer"] for fault in problem["errors"]] == [pointer]


@pytest.mark.parametrize("accept", [{}, STREAM], ids=["json", "stream"])
async def test_impossible_dates_are_422_also_for_a_stream(service: Service, accept: dict[str, str]) -> None:
    for start, end, pointer in (
        ("2026-12-06", "2026-12-04", "/end_date"),
        ("2026-12-04", "2027-01-03", "/end_date"),
        ("2026-11-29", "2026-12-01", "/start_date"),
        ("2036-11-29", "2036-12-01", "/start_date"),
    ):
        async with service.post(body={**WANTED, "start_date": start, "end_date": end}, headers=accept) as answer:
            problem = await problem_in(answer, 422, "bad-dates")
        assert [fault["pointer"] for fault in problem["errors"]] == [pointer]


async def test_thirty_days_are_fine(service: Service) -> None:
    async with service.post(body={**WANTED, "end_date": "2027-01-02"}) as answer:
        assert answer.status == 201


async def test_wishes_that_conflict_are_422_with_the_smallest_set_of_them(service: Service) -> None:
    faults = (Fault("/preferences/pace", "with more a day it would fit"), Fault("/end_date", "with a day more"))
    service.rig.maker.fails = WishesConflict(faults=faults)
    async with service.post() as answer:
        problem = await problem_in(answer, 422, "wishes-conflict")
    assert [(fault["pointer"], fault["detail"]) for fault in problem["errors"]] == [
        (fault.pointer, fault.detail) for fault in faults
    ]


async def test_an_unknown_destination_is_422_with_suggestions(service: Service) -> None:
    service.rig.maker.fails = UnknownDestination(location="Busna", suggestions=("Busan", "Buyeo"))
    async with service.post(body={**WANTED, "location": "Busna"}) as answer:
        problem = await problem_in(answer, 422, "unknown-destination")
    assert "Busan, Buyeo" in problem["detail"]
    assert [fault["detail"] for fault in problem["errors"]] == [
        "Busna is no destination that is known", "perhaps Busan", "perhaps Buyeo",
    ]  # fmt: skip


async def test_who_prefers_events_is_told_how_it_goes_on(service: Service) -> None:
    async with service.post(headers=STREAM) as answer:
        assert (answer.status, answer.content_type) == (201, "text/event-stream")
        events = await events_in(answer)
    assert [(number, name, data["event"]) for number, name, data in events] == [
        (str(number), name, name)
        for number, name in enumerate(["accepted", "facts", "day", "day", "day", "done"], start=1)
    ]
    accepted, facts, day, *_, done = [data for _, _, data in events]
    assert facts["destinations"] == [{"destination": "busan", "places": 120}]
    assert (day["day"]["day"], day["day"]["date"], day["of"]) == (1, "2026-12-04", 3)
    assert day["verification"]["ok"]
    async with service.get(f"{PLANS}/{accepted['id']}") as answer:
        assert await answer.json() == done["plan"]


async def test_who_does_not_gets_the_plan(service: Service) -> None:
    for accept in ("*/*", "application/json", "text/event-stream;q=0.5, application/json", "text/html"):
        async with service.post(headers={"Accept": accept}) as answer:
            assert answer.content_type == "application/json", accept


async def test_what_goes_wrong_in_a_stream_is_its_last_event(service: Service) -> None:
    service.rig.maker.fails = WishesConflict(faults=(Fault("/preferences/pace", "is too slow"),))
    async with service.post(headers=STREAM) as answer:
        *_, (_, name, problem) = await events_in(answer)
    assert (answer.status, name, problem["status"], problem["code"]) == (201, "error", 422, "wishes-conflict")
    assert problem["errors"] == [{"pointer": "/preferences/pace", "detail": "is too slow"}]
    assert await service.rig.all() == []


async def test_who_leaves_a_stream_leaves_nothing_behind(service: Service) -> None:
    service.rig.maker.waits = asyncio.Event()
    answer = await service.post(headers=STREAM)
    assert await answer.content.readline()
    answer.close()

    async def ended() -> bool:
        return service.rig.maker.closed == 1

    await until(ended)
    assert await service.rig.all() == []


@pytest.mark.parametrize("accept", [{}, STREAM], ids=["json", "stream"])
async def test_the_same_key_makes_one_plan(service: Service, accept: dict[str, str]) -> None:
    key = {"Idempotency-Key": an_id(), **accept}
    async with service.post(headers=key) as answer:
        first = await answer.text()
    async with service.post(headers=key) as answer:
        assert (answer.status, await answer.text(), answer.headers["Idempotency-Replayed"]) == (201, first, "true")
    async with service.post(body={**WANTED, "location": "Seoul"}, headers=key) as answer:
        await problem_in(answer, 422, "idempotency-key-reused")
    assert len(await service.rig.all()) == 1


async def test_a_stream_that_failed_may_be_tried_again_with_the_same_key(service: Service) -> None:
    key = {"Idempotency-Key": an_id(), **STREAM}
    service.rig.maker.fails = Unavailable(what="the agent")
    async with service.post(headers=key) as answer:
        assert (await events_in(answer))[-1][1] == "error"
    service.rig.maker.fails = None
    async with service.post(headers=key) as answer:
        assert (await events_in(answer))[-1][1] == "done"


async def test_plans_are_listed_in_pages_the_newest_first(service: Service) -> None:
    plans = [await service.kept(title=f"{number}") for number in range(3)]
    await service.stranger().kept()
    async with service.get(PLANS, params={"limit": 2}) as answer:
        page = await answer.json()
        assert [item["id"] for item in page["items"]] == [plan.plan_id for plan in plans[:0:-1]]
        following = answer.links["next"]["url"]
    assert page["items"][0] == {
        "id": plans[2].plan_id, "version": 1, "title": "2", "location": "Busan", "start_date": "2026-12-04",
        "end_date": "2026-12-06", "language": "en", "source": "offline", "ok": True, "shared": False,
        "created_at": "2026-11-30T03:15:00Z", "updated_at": "2026-11-30T03:15:00Z",
    }  # fmt: skip
    async with service.get(following) as answer:
        page = await answer.json()
    assert ([item["title"] for item in page["items"]], page["next_cursor"]) == (["0"], None)


async def test_a_cursor_that_nobody_gave_is_400(service: Service) -> None:
    async with service.get(PLANS, params={"cursor": "abc"}) as answer:
        await problem_in(answer, 400, "bad-cursor")


async def test_a_deleted_plan_is_gone(service: Service) -> None:
    plan = await service.kept()
    path = f"{PLANS}/{plan.plan_id}"
    async with service.delete(path) as answer:
        assert (answer.status, await answer.read()) == (204, b"")
    for method in ("GET", "DELETE"):
        async with service.ask(method, path) as answer:
            await problem_in(answer, 404, "plan-not-found")


OWN = [
    ("GET", ""), ("PATCH", ""), ("DELETE", ""), ("POST", "/share"), ("DELETE", "/share"), ("GET", "/export?format=md"),
]  # fmt: skip


async def test_anothers_plan_answers_exactly_like_one_that_does_not_exist(service: Service) -> None:
    plan, stranger = await service.kept(), service.stranger()
    for method, path in OWN:
        problems = []
        for plan_id in (plan.plan_id, an_id()):
            headers = {"If-Match": '"1"', "X-Request-Id": "the-same-request"}
            body = {"title": "Mine"} if method == "PATCH" else None
            async with stranger.ask(method, f"{PLANS}/{plan_id}{path}", json=body, headers=headers) as answer:
                problems.append(await problem_in(answer, 404, "plan-not-found"))
        assert problems[0] == problems[1]
    assert await service.rig.read(plan.plan_id) == plan


async def test_nobody_does_anything_without_signing_in(service: Service) -> None:
    ways = [(method, f"{PLANS}/{an_id()}{path}") for method, path in OWN]
    for method, url in (*ways, ("POST", PLANS), ("GET", PLANS), ("GET", "/api/v1/places")):
        async with service.client.request(method, url, json=WANTED, headers={"Authorization": ""}) as answer:
            await problem_in(answer, 401, "unauthenticated")


async def test_what_is_no_id_leads_nowhere(service: Service) -> None:
    for plan_id in ("7", "x" * 36, "..%2f", "%00", "01936F5E-7B1A-7C3D-8E4F-5A6B7C8D9E0F"):
        async with service.get(f"{PLANS}/{plan_id}") as answer:
            assert answer.status == 404


async def test_a_shared_plan_can_be_read_by_anybody_until_it_is_not_shared_any_more(service: Service) -> None:
    plan = await service.kept()
    async with service.post(f"{PLANS}/{plan.plan_id}/share", body=None) as answer:
        assert answer.status == 201
        link = await answer.json()
    assert link["url"] == f"/api/v1/shared/plans/{link['token']}"
    async with service.client.get(link["url"], headers={"Authorization": ""}) as answer:
        assert (answer.status, answer.headers["X-Robots-Tag"]) == (200, "noindex")
        assert (await answer.json())["title"] == plan.title
    async with service.get(f"{PLANS}/{plan.plan_id}") as answer:
        assert ((await answer.json())["share"], answer.headers["ETag"]) == (link, '"2"')
    async with service.delete(f"{PLANS}/{plan.plan_id}/share") as answer:
        assert answer.status == 204
    async with service.client.get(link["url"], headers={"Authorization": ""}) as answer:
        await problem_in(answer, 404, "shared-plan-not-found")


async def test_a_link_shows_no_owner_note_lodging_or_budget(service: Service) -> None:
    note = "our anniversary, do not tell Jun"
    plan = await service.kept(itinerary=an_itinerary(trip=a_trip(note=note)), share="t" * 43)
    edited = {"preferences": {"pace": "packed"}}
    async with service.patch(plan, edited) as answer:
        assert answer.status == 200
    async with service.client.get(f"/api/v1/shared/plans/{'t' * 43}") as answer:
        text = await answer.text()
        shown = await answer.json()
    for secret in (
        note,
        "Hotel Nampo",
        "user:lodging",
        "300000",
        service.rig.mina,
        plan.plan_id,
        "preferences",
        "129.032,",
    ):
        assert secret not in text
    first = shown["daily_plans"][0]
    assert (first["starts_from"], first["stops"][0]["travel"]) == (None, None)
    assert first["stops"][1]["travel"] is not None
    assert "lodging" not in {stop["kind"] for day in shown["daily_plans"] for stop in day["stops"]}
    assert "budget" not in {check["rule"] for check in shown["verification"]["checks"]}
    assert shown["verification"]["checks"]
    assert shown["cost"]["in_budget"] is None


async def test_a_shared_day_without_lodging_keeps_its_ways(service: Service) -> None:
    days = a_plan().itinerary.days
    early = days[0].stops[::-1]  # the lodging first: one goes on from there
    changed = (evolve(days[0], stops=early, starts_from=None), evolve(days[1], stops=()), days[2])
    await service.kept(itinerary=an_itinerary(days=changed), share="u" * 43)
    async with service.client.get(f"/api/v1/shared/plans/{'u' * 43}") as answer:
        first, second, _ = (await answer.json())["daily_plans"]
    assert [stop["travel"] is None for stop in first["stops"]] == [True] + [False] * (len(early) - 2)
    assert second["stops"] == []


async def test_what_is_no_link_leads_nowhere(service: Service) -> None:
    for token in ("", "x", "t" * 42, "t" * 43, "t" * 44, "%00" * 43):
        async with service.client.get(f"/api/v1/shared/plans/{token}", headers={"Authorization": ""}) as answer:
            assert answer.status == 404


async def test_a_plan_can_be_taken_along(service: Service) -> None:
    plan = await service.kept(title="부산 / 3일 🌊")
    for wanted, content_type, begins in (
        ("ics", "text/calendar", b"BEGIN:VCALENDAR"),
        ("gpx", "application/gpx+xml", b"<?xml"),
        ("kml", "application/vnd.google-earth.kml+xml", b"<?xml"),
        ("md", "text/markdown", b"# "),
    ):
        async with service.get(f"{PLANS}/{plan.plan_id}/export", params={"format": wanted}) as answer:
            assert (answer.status, answer.content_type) == (200, content_type)
            assert answer.content_disposition is not None
            assert (answer.content_disposition.filename or "").endswith(f".{wanted}")
            assert (await answer.read()).startswith(begins)


async def test_other_formats_there_are_none(service: Service) -> None:
    plan = await service.kept()
    for query in ("", "?format=pdf", "?format="):
        async with service.get(f"{PLANS}/{plan.plan_id}/export{query}") as answer:
            assert set(await faults_in(answer)) == {"/query/format"}


async def test_all_plans_of_a_user_are_told_to_other_services_only(service: Service) -> None:
    plan = await service.kept()
    path = f"/internal/plans/users/{service.rig.mina}/data"
    async with service.client.get(path, headers={"X-Internal-Secret": SECRET}) as answer:
        assert [file["path"] for file in (await answer.json())["files"]] == [f"plans/{plan.plan_id}.json"]
    async with service.get(path) as answer:
        await problem_in(answer, 401, "unauthenticated")
