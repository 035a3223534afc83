"""What is refused of wanted plans through the gateway of `oddiya up`, and how that is told."""

import re
from typing import Any

from tests.travellers import Reply, Traveller, a_wanted_plan, faults_of, made


def test_dates_on_which_no_trip_can_take_place_are_told_apart(mina: Traveller) -> None:
    def dates_of(**wanted: Any) -> dict[str, str]:
        return faults_of(mina.plan(a_wanted_plan(**wanted)), "bad-dates")

    assert "before start_date" in dates_of(days=0)["/end_date"]
    assert "31 days" in dates_of(days=31)["/end_date"]
    assert "is past" in dates_of(ahead=-2)["/start_date"]
    assert "too far ahead" in dates_of(ahead=731)["/start_date"]
    assert len(made(mina, days=30)["daily_plans"]) == 30


def test_what_has_not_the_published_shape_is_told_by_pointer(mina: Traveller) -> None:
    def malformed(**wanted: Any) -> set[str]:
        return set(faults_of(mina.plan(a_wanted_plan(**wanted)), "malformed"))

    assert malformed(mood="good", preferences={"weather": "dry"}) == {"/mood", "/preferences/weather"}
    assert malformed(preferences={"note": "바" * 10_000}) == {"/preferences/note"}
    assert malformed(preferences={"must_visit": ["바" * 10_000]}) == {"/preferences/must_visit/0"}
    with_time = {**a_wanted_plan(), "start_date": "2026-12-04T09:00:00"}
    assert set(faults_of(mina.plan(with_time), "malformed")) == {"/start_date"}


def test_emoji_are_letters_like_any_other(mina: Traveller) -> None:
    wishes = {"note": "🍜🌊 바다 👨‍👩‍👧", "must_visit": ["태종대 🏖️"]}
    plan = made(mina, title="👨‍👩‍👧 부산 🏖️", preferences=wishes)
    assert (plan["title"], plan["preferences"]["note"]) == ("👨‍👩‍👧 부산 🏖️", wishes["note"])
    assert plan["preferences"]["must_visit"] == wishes["must_visit"]
    visited = "태종대" in {stop["place"]["names"]["ko"] for day in plan["daily_plans"] for stop in day["stops"]}
    assert visited or [one["about"] for one in plan["missing"]] == wishes["must_visit"]


def test_an_unknown_destination_has_suggestions(mina: Traveller) -> None:
    reply = mina.plan(a_wanted_plan("Busam"))
    assert set(faults_of(reply, "unknown-destination")) == {"/location"}
    assert {"pointer": "/location", "detail": "perhaps Busan"} in reply.json["errors"]


def test_wishes_that_conflict_are_named(mina: Traveller) -> None:
    def conflict(**wishes: Any) -> set[str]:
        return set(faults_of(mina.plan(a_wanted_plan(preferences=wishes)), "wishes-conflict"))

    assert conflict(must_visit=["경복궁"]) == {"/preferences/must_visit/0", "/location"}
    both = {"must_visit": ["범어사", "태종대"], "avoid": ["casino", "태종대"]}
    assert conflict(**both) == {"/preferences/must_visit/1", "/preferences/avoid/1"}


def test_a_budget_that_is_too_small_is_told_how_much_is_enough(mina: Traveller) -> None:
    def with_won(amount: int) -> Reply:
        return mina.plan(a_wanted_plan(days=1, preferences={"budget": {"amount": amount, "currency": "KRW"}}))

    told = faults_of(with_won(1), "wishes-conflict")["/preferences/budget"]
    (least,) = re.findall(r"(\d+) KRW", told)
    assert with_won(int(least) - 1).status == 422
    assert with_won(int(least)).json["cost"]["total"]["amount"] == least


def test_a_refusal_comes_as_an_event_to_who_listens(mina: Traveller, url: str) -> None:
    with mina.planning(a_wanted_plan("Atlantis")) as events:
        told = [*events]
    assert told[-1].event == "error"
    assert told[-1].data["code"] == "unknown-destination"
    assert Traveller(url=url).plan(a_wanted_plan()).status == 401
