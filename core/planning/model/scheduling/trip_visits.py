"""Turns a candidate into the visits that the engine may choose from: other uses and times of one place."""

from collections.abc import Iterator, Mapping, Sequence
from typing import Final

from core.planning.model.diets import contradicts
from core.planning.model.place import CATEGORIES, MEALS, Place
from core.planning.model.plan import Meal, StopKind
from core.planning.model.preferences import Pace, Preferences
from core.planning.model.scheduling.problem import Bounds, Visit
from core.planning.model.scheduling.trip_candidates import Candidate
from core.planning.model.scheduling.trip_frames import Frame
from core.planning.model.scheduling.trip_times import Use, starts_on, stay

SIGHTS, LUNCH, DINNER, CAFES, FIRST_CATEGORY = range(5)
MEAL_WORTH: Final = 1_000.0
MEAL_SHARE: Final = 0.3
DEAR: Final = 15.0
USUAL_PRICE: Final = 2
# What a dry hour is worth to a must: more than another sight, less than a meal.
DRYNESS: Final = 300.0
PER_DAY: Final[Mapping[Pace, int]] = {"relaxed": 3, "normal": 4, "packed": 6}
ALIKE: Final = 2


def limits_of(preferences: Preferences, *, easy: bool) -> tuple[int, ...]:
    """Return how much of each resource a day has: sights, meals, cafés, and sights that are alike."""
    sights = PER_DAY["relaxed" if easy else preferences.pace]
    cafes = 1 + ("cafe" in preferences.interests)
    return (sights, 1, 1, cafes, *[max(ALIKE, sights - 1)] * len(CATEGORIES))


def uses_of(number: int, candidate: Candidate, preferences: Preferences) -> Iterator[Use]:
    """Return what a place may be used for: nobody eats where the name says that their diet does not allow it."""
    place = candidate.place
    sorts: list[tuple[StopKind, Meal | None]] = []
    if place.category == "cafe":
        sorts.append(("cafe", None))
    elif place.is_sight:
        sorts.append(("visit", None))
    if place.category in MEALS and not contradicts(place, preferences.diet):
        sorts += [("meal", "lunch"), ("meal", "dinner")]
    for kind, meal in sorts:
        yield Use(candidate=number, kind=kind, meal=meal, dwell=stay(place, kind, meal, preferences.pace))


def visits_of(candidate: Candidate, use: Use, frames: Sequence[Frame]) -> Iterator[Visit]:
    """Return a visit for each window that a place has on its busiest day; a must may also be in the rain."""
    dry = _starts(candidate.place, use, frames, dry=True)
    yield from _visits(candidate, use, dry, _profit(candidate, use))
    if candidate.must and (wet := _starts(candidate.place, use, frames, dry=False)) != dry:
        yield from _visits(candidate, use, wet, _profit(candidate, use) - DRYNESS)


def _visits(candidate: Candidate, use: Use, starts: Sequence[Sequence[Bounds]], profit: float) -> Iterator[Visit]:
    for window in range(max(map(len, starts), default=0)):
        yield Visit(
            profit=profit,
            dwell=use.dwell,
            spot=use.candidate,
            windows=[of_day[window] if window < len(of_day) else None for of_day in starts],
            group=use.candidate,
            uses=_resources(candidate, use),
        )


def _starts(place: Place, use: Use, frames: Sequence[Frame], *, dry: bool) -> list[list[Bounds]]:
    return [starts_on(place, use, frame, dry=dry) for frame in frames]


def _profit(candidate: Candidate, use: Use) -> float:
    if use.kind != "meal":
        return candidate.profit
    # A meal is worth having anywhere; where exactly matters less than how near it is, and what it costs.
    dear = DEAR * max(0, (candidate.place.price_level or 0) - USUAL_PRICE)
    return MEAL_WORTH - dear + (candidate.profit if candidate.must else MEAL_SHARE * candidate.profit)


def _resources(candidate: Candidate, use: Use) -> tuple[int, ...]:
    if use.meal:
        return (LUNCH if use.meal == "lunch" else DINNER,)
    if use.kind == "cafe":
        return (SIGHTS, CAFES)
    # Who wishes for several museums by name wants several museums.
    return (SIGHTS,) if candidate.must else (SIGHTS, FIRST_CATEGORY + CATEGORIES.index(candidate.place.category))
