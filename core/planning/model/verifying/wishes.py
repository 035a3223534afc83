"""Places that were wished for are there, and those to be avoided are not."""

from collections.abc import Iterator, Sequence

from core.planning.model.place import Place
from core.planning.model.plan import Day, Missing
from core.planning.model.preferences import Preferences
from core.planning.model.verification import Check
from core.planning.model.verifying.excuses import excuse
from core.planning.model.verifying.judging import called, judged, shortened
from core.planning.model.verifying.spelling import spelling

# Latin names that are no longer than this are part of too many other words.
SHORT = 3


def must_visit(*, days: Sequence[Day], preferences: Preferences, missing: Sequence[Missing]) -> Iterator[Check]:
    """Check for each wished place that a stop is there; one that the plan says it lacks is unknown."""
    for wish in preferences.must_visit:
        where = [(day, stop) for day in days for stop in day.stops if _is_meant(stop.place, wish)]
        asked = shortened(wish)
        why = None if where else excuse(missing, what="must_visit", about=[wish])
        proof = f"{asked!r} is {called(where[0][1].place)} on {where[0][0].date}" if where else "it names nothing"
        faults = [] if where or why or not spelling(wish) else [f"no stop is {asked!r}, and nothing says why"]
        doubts = [f"{asked!r} is missing: {why}"] if why else []
        yield judged("must_visit", "trip", faults=faults, doubts=doubts, proof=proof)


def avoid(*, scope: str, days: Sequence[Day], preferences: Preferences) -> Iterator[Check]:
    """Check for each thing to avoid that no stop is that, by name, category or tag; the lodging was chosen."""
    stops = [stop for day in days for stop in day.stops if stop.kind != "lodging"]
    for wish in preferences.avoid:
        asked = shortened(wish)
        faults = [f"{called(stop.place)} is {asked!r}" for stop in stops if _is_against(stop.place, wish)]
        yield judged("avoid", scope, faults=faults, proof=f"none of {len(stops)} stops is {asked!r}")


def _is_meant(place: Place, wish: str) -> bool:
    if wish.strip() == place.place_id:
        return True
    wanted = spelling(wish)
    names = [spelling(name) for name in place.names]
    return any(
        wanted and name and (wanted in name or (name in wanted and len(name) >= SHORT + name.isascii()))
        for name in names
    )


def _is_against(place: Place, wish: str) -> bool:
    unwanted = spelling(wish)
    kinds = {spelling(kind) for kind in (place.category, *place.tags)}
    return bool(unwanted) and (unwanted in kinds or any(unwanted in spelling(name) for name in place.names))
