"""When a place can be visited: in its hours, or what is usual, within the day, the meal, daylight and dry weather."""

from collections.abc import Iterable, Mapping, Sequence
from typing import Final

from attrs import frozen

from core.planning.model.hours import Window
from core.planning.model.place import Category, Place
from core.planning.model.plan import Meal, StopKind
from core.planning.model.preferences import Pace
from core.planning.model.scheduling.opening import windows_on
from core.planning.model.scheduling.problem import Bounds
from core.planning.model.scheduling.trip_frames import Frame

MEAL_TIMES: Final[Mapping[Meal, Bounds]] = {"lunch": (11 * 60, 14 * 60), "dinner": (17 * 60, 20 * 60)}
MEAL_DWELL: Final[Mapping[Meal, int]] = {"lunch": 60, "dinner": 70}
SLOWLY: Final[Mapping[Pace, float]] = {"relaxed": 1.2, "normal": 1.0, "packed": 0.85}
STEP: Final = 5
# Where nobody knows the hours, a visit is put where such places are usually open, and its verdict stays "unknown".
USUAL: Final[Mapping[Category, tuple[int, int]]] = {
    "market": (10 * 60, 19 * 60),
    "food": (11 * 60, 21 * 60),
    "cafe": (10 * 60, 20 * 60),
    "shopping": (11 * 60, 20 * 60),
    "nightlife": (18 * 60, 24 * 60),
}
BY_DAY: Final = (9 * 60, 18 * 60)
DAYLIGHT: Final = (7 * 60, 19 * 60)
EVENING: Final = 17 * 60 + 30
BY_DAYLIGHT: Final[frozenset[Category]] = frozenset({"nature", "beach", "park", "history", "activity", "view"})
AFTER_DARK: Final = frozenset({"nightlife"})


@frozen(kw_only=True)
class Use:
    """What a candidate, by its number, is visited for, and how long."""

    candidate: int
    kind: StopKind
    meal: Meal | None
    dwell: int


def stay(place: Place, kind: StopKind, meal: Meal | None, pace: Pace) -> int:
    """Return how many minutes people stay."""
    dwell = MEAL_DWELL[meal] if meal else place.dwell * (SLOWLY[pace] if kind == "visit" else 1)
    return max(STEP, round(dwell / STEP) * STEP)


def starts_on(place: Place, use: Use, frame: Frame, *, dry: bool) -> list[Bounds]:
    """Return when a visit may begin on a day; `dry` keeps it out of the hours in which rain is likely."""
    windows = windows_on(place.hours, frame.date)
    last_entry = place.hours.last_entry if place.hours else 0
    if windows is None:
        windows = (Window(*USUAL.get(place.category, BY_DAY)),)
    wet = frame.weather.wet if dry and frame.weather and _gets_wet(place, use) else ()
    earliest, latest = _bounds(place, use, frame)
    starts: list[Bounds] = []
    for window in windows:
        for opens, until in _without(window.opens, window.closes, wet):
            first = max(opens, earliest)
            last = min(until - use.dwell, window.closes - last_entry, latest)
            if first <= last:
                starts.append((first, last))
    return starts


def _bounds(place: Place, use: Use, frame: Frame) -> Bounds:
    """Return when a visit may begin wherever it is."""
    first, last = frame.opens, frame.closes - use.dwell
    if use.meal:
        return max(first, MEAL_TIMES[use.meal][0]), min(last, MEAL_TIMES[use.meal][1])
    if use.kind == "visit" and place.category == "nightlife":
        return max(first, EVENING), last
    if use.kind == "visit" and needs_daylight(place):
        return max(first, DAYLIGHT[0]), min(last, DAYLIGHT[1] - use.dwell)
    return first, last


def needs_daylight(place: Place) -> bool:
    """Tell whether there is little to see after dark."""
    return place.indoor is False and place.category in BY_DAYLIGHT and not place.tags & AFTER_DARK


def _gets_wet(place: Place, use: Use) -> bool:
    return place.indoor is False and use.kind == "visit"


def _without(opens: int, closes: int, wet: Sequence[Window]) -> Iterable[tuple[int, int]]:
    """Return what is left of a window without the wet parts of the day."""
    for part in sorted(wet):
        if part.closes <= opens or part.opens >= closes:
            continue
        if part.opens > opens:
            yield opens, part.opens
        opens = part.closes
    if opens < closes:
        yield opens, closes
