"""A plan to read and to keep as text (Markdown)."""

from collections import Counter
from collections.abc import Iterator

from core.planning.model.plan import Day, Itinerary, Plan, Stop
from core.planning.model.verification import Check
from entrypoints.planning.exports.links import link
from entrypoints.planning.exports.markdown_text import plain
from entrypoints.planning.exports.telling import day_title, meal, money, name, price, there, way, weather


def markdown(plan: Plan) -> bytes:
    """Write a plan with what it lacks and what was checked of it."""
    return ("\n".join(_lines(plan)) + "\n").encode()


def _lines(plan: Plan) -> Iterator[str]:
    trip = plan.itinerary.trip
    yield f"# {plain(plan.title)}"
    yield ""
    yield f"{plain(trip.location)}, {trip.start_date} to {trip.end_date}"
    for number, day in enumerate(plan.itinerary.days, start=1):
        yield from _day(number, day, plan)
    yield from _cost(plan.itinerary)
    yield from _missing(plan.itinerary)
    yield from _verification(plan.itinerary)


def _day(number: int, day: Day, plan: Plan) -> Iterator[str]:
    yield ""
    yield f"## {day_title(number, day)}"
    yield ""
    if day.summary.strip():
        yield plain(day.summary)
        yield ""
    yield f"{weather(day.weather)}."
    yield ""
    if not day.stops:
        yield "Nothing is planned."
        return
    yield "| Time | Place | Getting there | Opening | Cost for everybody | Why |"
    yield "|---|---|---|---|---|---|"
    for stop in day.stops:
        yield f"| {' | '.join(_cells(stop, plan))} |"


def _cells(stop: Stop, plan: Plan) -> tuple[str, ...]:
    called, address = plain(name(stop, plan)), link(stop.place.url)
    sleeps = stop.kind == "lodging"
    return (
        f"{there(stop.start):%H:%M}" + ("" if sleeps else f"-{there(stop.end):%H:%M}"),
        meal(stop) + (f"[{called}](<{address}>)" if address else called),
        way(stop.travel),
        "" if sleeps else stop.opening,
        "" if sleeps else price(stop) or "unknown",
        plain(stop.why),
    )


def _cost(itinerary: Itinerary) -> Iterator[str]:
    cost = itinerary.cost
    yield ""
    yield "## Cost"
    yield ""
    other = cost.in_budget if cost.in_budget and cost.in_budget.currency != cost.total.currency else None
    yield f"About {money(cost.total)}{f' ({money(other)})' if other else ''} for everybody, without the lodging."


def _missing(itinerary: Itinerary) -> Iterator[str]:
    if not itinerary.missing:
        return
    yield ""
    yield "## What is missing"
    yield ""
    for missing in itinerary.missing:
        where = "" if missing.scope == "trip" else f"{plain(missing.scope)}, "
        yield f"- {where}{plain(missing.about or missing.what)}: {plain(missing.why)}"


def _verification(itinerary: Itinerary) -> Iterator[str]:
    checks = itinerary.verification.checks
    verdicts = Counter(check.verdict for check in checks)
    told = ", ".join(f"{verdicts[verdict]} {verdict}" for verdict in ("pass", "unknown", "fail"))
    yield ""
    yield "## What was checked"
    yield ""
    yield f"{len(checks)} checks: {told}."
    yield ""
    yield from (_check(check) for check in checks if check.verdict != "pass")


def _check(check: Check) -> str:
    return f"- **{check.verdict}** {plain(check.rule)}: {plain(check.evidence)}"
