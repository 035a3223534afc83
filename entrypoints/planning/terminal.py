"""A plan as people read it at a terminal."""

import unicodedata
from collections import Counter
from collections.abc import Iterator
from typing import Final

from core.planning.model.money import Money
from core.planning.model.plan import Day, Itinerary, Stop, Travel

NAMES: Final = 46
WEEKDAYS: Final = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")
OPENING: Final = {"open": "open", "closed": "CLOSED", "unknown": "hours unknown"}


def lines_of(itinerary: Itinerary) -> Iterator[str]:
    """Write a plan, line by line; what a terminal would take for a command is left out."""
    for line in _lines(itinerary):
        yield "".join(letter for letter in line if letter.isprintable())


def _lines(itinerary: Itinerary) -> Iterator[str]:
    trip = itinerary.trip
    yield f"{itinerary.title}  ({trip.start_date} to {trip.end_date}, {trip.preferences.pace}, by {itinerary.source})"
    for number, day in enumerate(itinerary.days, start=1):
        yield ""
        yield from _day(number, day)
    yield ""
    yield f"Costs about {money(itinerary.cost.total)} for everybody{_in_budget(itinerary)}; meals and entries, no bed."
    yield from (
        f"Missing: {_scope(missing.scope)}{missing.about or missing.what}: {missing.why}"
        for missing in itinerary.missing
    )
    yield _proof(itinerary)
    yield from (
        f"  {check.verdict}: {check.rule} {check.scope}: {check.evidence}"
        for check in itinerary.verification.checks
        if check.verdict == "fail"
    )


def money(amount: Money) -> str:
    """Write an amount."""
    return (
        f"{amount.amount:,.0f} {amount.currency}"
        if amount.currency == "KRW"
        else f"{amount.amount:,} {amount.currency}"
    )


def _day(number: int, day: Day) -> Iterator[str]:
    yield f"Day {number}, {WEEKDAYS[day.date.weekday()]} {day.date}"
    if day.summary:
        yield f"  {day.summary}"
    if not day.stops:
        yield "  nothing planned"
    for stop in day.stops:
        when = f"{stop.start:%H:%M}-{stop.end:%H:%M}"
        yield f"  {when}  {padded(_name(stop), NAMES)}  {_way(stop.travel):<15}  {_facts(stop)}".rstrip()


def _name(stop: Stop) -> str:
    names = stop.place.names
    label = stop.meal or stop.kind
    both = f"{names.en} {names.ko}" if names.en and names.en != names.ko else names.ko
    return f"{label:<7} {both}"


def _facts(stop: Stop) -> str:
    facts = [] if stop.kind == "lodging" else [f"{OPENING[stop.opening]:<13}"]
    facts.append(
        "" if stop.cost is None or stop.kind == "lodging" else ("free" if not stop.cost.amount else money(stop.cost))
    )
    return "  ".join(facts)


def _way(travel: Travel | None) -> str:
    return f"{travel.mode} {travel.minutes} min" if travel else ""


def _in_budget(itinerary: Itinerary) -> str:
    other = itinerary.cost.in_budget
    return f" ({money(other)})" if other and other.currency != itinerary.cost.total.currency else ""


def _scope(scope: str) -> str:
    return "" if scope == "trip" else f"{scope}, "


def _proof(itinerary: Itinerary) -> str:
    verdicts = Counter(check.verdict for check in itinerary.verification.checks)
    told = ", ".join(f"{verdicts[verdict]} {verdict}" for verdict in ("pass", "unknown", "fail"))
    return f"Checked {verdicts.total()} times: {told}."


def padded(text: str, width: int) -> str:
    """Fill or cut a text to so many columns of a terminal, in which Korean letters take two."""
    columns, kept = 0, ""
    for letter in text:
        wide = 2 if unicodedata.east_asian_width(letter) in "WF" else 1
        if columns + wide > width:
            break
        columns, kept = columns + wide, kept + letter
    return kept + " " * (width - columns)
