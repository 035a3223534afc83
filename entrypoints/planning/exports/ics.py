"""A plan as a calendar (RFC 5545): an event for each stop, in Korea's time."""

from collections.abc import Iterator
from typing import Final

from core.planning.model.plan import Plan, Stop
from core.planning.model.seoul_time import ZONE
from entrypoints.planning.exports.calendar_lines import content, ending, local, text, utc
from entrypoints.planning.exports.clean_text import one_line
from entrypoints.planning.exports.links import link
from entrypoints.planning.exports.telling import facts, label, name

ZONE_LINES: Final = (
    "BEGIN:VTIMEZONE",
    f"TZID:{ZONE}",
    "BEGIN:STANDARD",
    "DTSTART:19881009T020000",  # since then Korea has had no summer time
    "TZOFFSETFROM:+0900",
    "TZOFFSETTO:+0900",
    "TZNAME:KST",
    "END:STANDARD",
    "END:VTIMEZONE",
)


def ics(plan: Plan) -> bytes:
    """Write a plan; the same stop is the same event in every version of it."""
    return content(_lines(plan))


def _lines(plan: Plan) -> Iterator[str]:
    yield "BEGIN:VCALENDAR"
    yield "VERSION:2.0"
    yield "PRODID:-//Oddiya//Plans//EN"
    yield "CALSCALE:GREGORIAN"
    yield f"X-WR-CALNAME:{text(one_line(plan.title))}"
    yield from ZONE_LINES
    for day in plan.itinerary.days:
        for stop in day.stops:
            yield from _event(stop, plan)
    yield "END:VCALENDAR"


def _event(stop: Stop, plan: Plan) -> Iterator[str]:
    place = stop.place
    yield "BEGIN:VEVENT"
    yield f"UID:{text(one_line(stop.stop_id))}@{plan.plan_id}.oddiya"
    yield utc("DTSTAMP", plan.updated_at)
    yield utc("CREATED", plan.created_at)
    yield utc("LAST-MODIFIED", plan.updated_at)
    yield f"SEQUENCE:{plan.version}"
    yield local("DTSTART", stop.start)
    yield local("DTEND", ending(stop.start, stop.end))
    yield f"SUMMARY:{text(label(stop, plan))}"
    where = ", ".join(part for part in (name(stop, plan), one_line(place.address)) if part)
    yield f"LOCATION:{text(where)}"
    yield f"GEO:{place.point.lat:.6f};{place.point.lng:.6f}"
    description = "\n".join(facts(stop, plan))
    yield f"DESCRIPTION:{text(description)}"
    if address := link(place.url):
        yield f"URL:{address}"
    yield "END:VEVENT"
