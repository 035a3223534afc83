"""What a model is told of a trip: data that fits into JSON, free texts among them as they are."""

import hashlib
import json
from collections.abc import Iterable, Sequence
from typing import Final

from attrs import asdict

from core.planning.model.hours_text import text_of
from core.planning.model.place import Place
from core.planning.model.preferences import Language
from core.planning.model.seoul_time import clock
from core.planning.model.trip import Trip
from core.planning.model.weather import DayWeather

EDITION: Final = 2  # of the instructions and the material: answers to others are not reused


def material_of(
    *, trip: Trip, pools: Sequence[Sequence[Place]], weather: Sequence[DayWeather], picks: int
) -> dict[str, object]:
    """Return everything that is known and wished."""
    wishes = trip.preferences
    return {
        "picks_wanted": picks,
        "language": wishes.language,
        "trip": {
            "location": trip.location,
            "dates": [day.isoformat() for day in trip.dates],
            "pace": wishes.pace,
            "interests": list(wishes.interests),
            "diet": list(wishes.diet),
            "budget": _budget(trip),
            "adults": wishes.party.adults,
            "children": wishes.party.children,
            "must_visit": list(wishes.must_visit),
            "avoid": list(wishes.avoid),
            "note": wishes.note,
        },
        "bases": [[place_fact(place, wishes.language) for place in pool] for pool in pools],
        "weather": [weather_fact(day) for day in weather],
    }


def place_fact(place: Place, language: Language) -> dict[str, object]:
    """Return what a model may know of a place."""
    names = dict.fromkeys((place.names.within(language), place.names.ko, place.names.en))
    return {
        "id": place.place_id,
        "names": [name for name in names if name],
        "category": place.category,
        "tags": sorted(place.tags),
        "indoor": place.indoor,
        "price_level": place.price_level,
        "hours": text_of(place.hours),
    }


def weather_fact(day: DayWeather) -> dict[str, object]:
    """Return what a model may know of a day's weather."""
    return {
        "date": day.date.isoformat(),
        "kind": day.kind,
        "low": day.low,
        "high": day.high,
        "rain_chance": day.rain_chance,
        "wet": [f"{clock(window.opens)}-{clock(window.closes)}" for window in day.wet],
        "sky": day.sky,
    }


def key_of_task(*, trip: Trip, pools: Iterable[Iterable[Place]], source: str) -> str:
    """Return what an answer is kept under: a digest of all that it depends on, from which nobody learns any of it."""
    about = [
        EDITION,
        source,
        trip.location,
        str(trip.start_date),
        str(trip.end_date),
        asdict(trip.preferences),
        [[place.place_id for place in pool] for pool in pools],
    ]
    text = json.dumps(about, sort_keys=True, default=str)
    return f"llm_plan:{hashlib.sha256(text.encode()).hexdigest()}"


def _budget(trip: Trip) -> str | None:
    budget = trip.preferences.budget
    return f"{budget.amount} {budget.currency} per {budget.per}" if budget else None
