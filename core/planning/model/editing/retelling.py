"""Tells a plan's own words anew in another language; what a model or a traveller wrote stays as it is."""

from collections.abc import Iterator
from itertools import permutations, product

from attrs import evolve

from core.planning.model.place import Place
from core.planning.model.plan import Day, Plan, Stop
from core.planning.model.preferences import INTERESTS, Interest, Language
from core.planning.model.serving import served
from core.planning.model.trip import Trip
from core.planning.model.words.summary import summary
from core.planning.model.words.title import title
from core.planning.model.words.why import MOST_INTERESTS, Known, reason


def retold(plan: Plan, language: Language) -> Plan:
    """Return a plan whose summaries and reasons are in a language, as far as they are ours."""
    old = plan.itinerary.trip.preferences.language
    if language == old:
        return plan
    days = tuple(_day(day, old, language) for day in plan.itinerary.days)
    aside = tuple(_stop(stop, old, language) for stop in plan.set_aside)
    return evolve(plan, itinerary=evolve(plan.itinerary, days=days), set_aside=aside)


def retitled(text: str, *, old: Trip, new: Trip) -> str:
    """Return a plan's title, which is told anew for the new trip if it only says what the old one was."""
    if text != title(old, old.preferences.language):
        return text
    return title(new, new.preferences.language)


def _day(day: Day, old: Language, new: Language) -> Day:
    told = evolve(day, stops=tuple(_stop(stop, old, new) for stop in day.stops))
    return evolve(told, summary=summary(told, new)) if day.summary == summary(day, old) else told


def _stop(stop: Stop, old: Language, new: Language) -> Stop:
    """Look for what we might have said of the place, whatever was known of it and wished for at that time."""
    if not stop.why:
        return stop
    ours = (
        reason(known, interests, new)
        for known in _known(stop.place)
        for interests in _wishes(known)
        if reason(known, interests, old) == stop.why
    )
    return evolve(stop, why=next(ours, stop.why))


def _known(place: Place) -> Iterator[Known]:
    for indoor, is_free, has_hours in product((False, True), repeat=3):
        yield Known(category=place.category, tags=place.tags, indoor=indoor, is_free=is_free, has_hours=has_hours)


def _wishes(known: Known) -> Iterator[tuple[Interest, ...]]:
    possible = served(known.kinds, INTERESTS)
    for count in range(MOST_INTERESTS + 1):
        yield from permutations(possible, count)
