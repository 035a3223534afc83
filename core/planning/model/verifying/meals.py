"""People eat at meal times: lunch and dinner, once each, where there is something to eat."""

from collections.abc import Iterator, Sequence
from typing import Final, get_args

from core.planning.model.plan import Day, Meal, Missing, Stop
from core.planning.model.preferences import Preferences
from core.planning.model.verification import Check
from core.planning.model.verifying.excuses import excuse
from core.planning.model.verifying.judging import called, judged
from core.planning.model.verifying.korean_time import begins, hhmm

# Between which minutes of the day a meal begins.
TIMES: Final[dict[Meal, tuple[int, int]]] = {"lunch": (11 * 60, 14 * 60), "dinner": (17 * 60, 20 * 60)}
BREAKFAST: Final = (6 * 60, 10 * 60)
MID_AFTERNOON: Final = 15 * 60 + 30
# A day need have a meal when it holds so much of the meal's time.
ENOUGH: Final = 120


def meals(*, day: Day, preferences: Preferences, missing: Sequence[Missing]) -> Iterator[Check]:
    """Check lunch and dinner of a day; one that the plan says it lacks is unknown."""
    for meal in get_args(Meal):
        eaten = [stop for stop in day.stops if _meal(day, stop) == meal]
        faults = list(_faults(day, meal, eaten))
        doubts: list[str] = []
        if not eaten and _covers(preferences, meal):
            why = excuse(missing, what="meal", about=[meal], day=day.date)
            (doubts if why else faults).append(f"no {meal}{f': {why}' if why else ''}")
        proof = _proof(day, meal, eaten[0]) if eaten else f"the day is too short for {meal}"
        yield judged("meals", day.date.isoformat(), faults=faults, doubts=doubts, proof=proof)


def _meal(day: Day, stop: Stop) -> Meal | None:
    if stop.meal is not None or stop.kind != "meal":
        return stop.meal
    begin = begins(day.date, stop)
    if BREAKFAST[0] <= begin < BREAKFAST[1] and (stop.place.feeds or stop.place.category == "cafe"):
        return None
    return "lunch" if begin < MID_AFTERNOON else "dinner"


def _faults(day: Day, meal: Meal, eaten: Sequence[Stop]) -> Iterator[str]:
    first, last = TIMES[meal]
    if len(eaten) > 1:
        yield f"{len(eaten)} times {meal}"
    for stop in eaten:
        begin = begins(day.date, stop)
        if not first <= begin <= last:
            yield f"{meal} at {called(stop.place)} begins at {hhmm(begin)}, not {hhmm(first)}-{hhmm(last)}"
        if not stop.place.feeds:
            yield f"{called(stop.place)} ({stop.place.category}) is no place for {meal}"


def _covers(preferences: Preferences, meal: Meal) -> bool:
    first, last = TIMES[meal]
    return min(last, preferences.day_end) - max(first, preferences.day_start) >= ENOUGH


def _proof(day: Day, meal: Meal, stop: Stop) -> str:
    return f"{meal} at {called(stop.place)} ({stop.place.category}) at {hhmm(begins(day.date, stop))}"
