"""A plan as a calendar is one that calendars read, in Korea's time."""

from datetime import datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from attrs import evolve
from hypothesis import given
from hypothesis import strategies as st
from icalendar import Calendar, Event

from core.planning.model.plan import Plan
from core.planning.model.seoul_time import moment
from entrypoints.planning.exports.clean_text import one_line
from entrypoints.planning.exports.ics import ics
from tests.plan_exports import HOSTILE, a_plan_called, stops_of
from tests.planning_samples import FRIDAY, a_day, a_place, a_plan, a_stop, a_trip, an_itinerary


def read(written: bytes) -> Calendar:
    """Read a calendar as strictly as the library does."""
    calendar = Calendar.from_ical(written)
    assert isinstance(calendar, Calendar)
    assert not [error for part in calendar.walk() for error in part.errors]
    return calendar


def events(plan: Plan) -> list[Event]:
    """Return a plan's events."""
    return [part for part in read(ics(plan)).walk("VEVENT") if isinstance(part, Event)]


def an_event(**changes: Any) -> Event:
    """Return the event of one stop."""
    return events(a_plan(itinerary=an_itinerary(days=(a_day(stops=(a_stop(**changes),)),))))[0]


def test_each_stop_is_an_event_at_its_time() -> None:
    plan = a_plan()
    told = [(event.start, str(event["SUMMARY"])) for event in events(plan)]
    assert len(told) == len(stops_of(plan))
    assert told[1] == (moment(FRIDAY, 11 * 60 + 30), "Lunch: Jagalchi Market")
    assert [start for start, _ in told] == [stop.start for stop in stops_of(plan)]


def test_start_and_end_each_name_the_zone_which_the_file_defines() -> None:
    calendar = read(ics(a_plan()))
    zone, *others = calendar.walk("VTIMEZONE")
    assert (str(zone["TZID"]), others) == ("Asia/Seoul", [])
    for event in calendar.walk("VEVENT"):
        for name in ("DTSTART", "DTEND"):
            told: Any = event[name]
            assert told.params["TZID"] == "Asia/Seoul"
            assert told.dt.utcoffset() == timedelta(hours=9)


def test_a_time_told_in_another_zone_is_written_as_the_clocks_in_korea_show_it() -> None:
    start = moment(FRIDAY, 600)
    assert b"DTSTART;TZID=Asia/Seoul:20261204T100000" in ics(
        a_plan(
            itinerary=an_itinerary(days=(a_day(stops=(a_stop(start=start.astimezone(ZoneInfo("Asia/Singapore"))),)),))
        )
    )


def test_every_event_ends_after_it_starts() -> None:
    assert all(event.end > event.start for event in events(a_plan()))


def test_ids_stay_the_same_in_the_next_version() -> None:
    plan = a_plan()
    later = plan.edited(at=plan.updated_at + timedelta(hours=1))
    first, second = events(plan), events(later)
    assert [event["UID"] for event in first] == [event["UID"] for event in second]
    assert len({str(event["UID"]) for event in first}) == len(first)
    assert {event["SEQUENCE"] for event in first} == {1}
    assert {event["SEQUENCE"] for event in second} == {2}
    assert {event.DTSTAMP for event in second} == {later.updated_at}


def test_two_plans_share_no_id() -> None:
    one, other = events(a_plan()), events(a_plan(plan_id="another"))
    assert not {str(event["UID"]) for event in one} & {str(event["UID"]) for event in other}


def test_an_event_says_where_it_is_and_what_is_known() -> None:
    event = an_event(place=a_place(url="https://place.map.kakao.com/7813226"))
    assert str(event["LOCATION"]) == "Yongdusan Park, Busan"
    assert event["GEO"].to_ical() == "35.1006;129.0324"
    assert str(event["URL"]) == "https://place.map.kakao.com/7813226"
    assert str(event["DESCRIPTION"]).split("\n") == [
        "Worth the way.",
        "용두산공원",
        "On foot, 6 min, 365 m",
        "Open at this time",
        "Cost for everybody: free",
    ]


def test_what_is_unknown_is_said_to_be() -> None:
    told = str(an_event(opening="unknown", cost=None, travel=None, why="")["DESCRIPTION"])
    assert told.split("\n") == ["용두산공원", "Opening hours unknown"]


def test_names_are_in_the_travellers_language() -> None:
    itinerary = evolve(an_itinerary(), trip=a_trip(language="ko"))
    assert str(events(a_plan(itinerary=itinerary))[0]["SUMMARY"]) == "용두산공원"


@pytest.mark.parametrize(
    "url",
    [
        "javascript:alert(1)",
        "https://a.example/\r\nX:1",
        "https://a.example/ b",
        "https://",
        "https://a.example/" + "a" * 2_000,
    ],
)
def test_addresses_that_are_none_are_left_out(url: str) -> None:
    assert "URL" not in an_event(place=a_place(url=url))


@pytest.mark.parametrize("text", HOSTILE.values(), ids=HOSTILE)
def test_no_name_breaks_the_calendar(text: str) -> None:
    plan = a_plan_called(text)
    (event,) = events(plan)
    assert str(event["SUMMARY"]) == (one_line(text) or "gazetteer:busan/yongdusan-park")
    assert event.start == datetime.fromisoformat("2026-12-04T10:00:00+09:00")
    _is_well_folded(ics(plan))


@given(text=st.text(min_size=1))
def test_any_text_comes_back_as_it_was(text: str) -> None:
    (event,) = events(a_plan_called(text))
    assert str(event["SUMMARY"]) == (one_line(text) or "gazetteer:busan/yongdusan-park")
    _is_well_folded(ics(a_plan_called(text)))


def _is_well_folded(written: bytes) -> None:
    lines = written.split(b"\r\n")
    assert lines.pop() == b""
    assert all(len(line) <= 75 and len(line.decode()) > 0 for line in lines)
    assert b"\n" not in written.replace(b"\r\n", b"")
    assert b"\r" not in written.replace(b"\r\n", b"")
