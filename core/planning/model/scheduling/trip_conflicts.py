"""Finds which wishes cannot come true together, and what giving each up would allow."""

from collections.abc import Collection, Iterator, Sequence
from datetime import timedelta
from typing import Final, NoReturn

from attrs import evolve

from core.errors import Fault
from core.planning.model.bases import dates_of, legs_of
from core.planning.model.diets import contradicts
from core.planning.model.errors import WishesConflict
from core.planning.model.matching import is_avoided
from core.planning.model.place import Place
from core.planning.model.preferences import EARLIEST, LATEST, Preferences
from core.planning.model.scheduling.opening import windows_on
from core.planning.model.scheduling.orienteering import rounds_for, solve
from core.planning.model.scheduling.trip_candidates import Candidate
from core.planning.model.scheduling.trip_frames import Frame, frames_of, home_of
from core.planning.model.scheduling.trip_problem import stated
from core.planning.model.scheduling.trip_times import starts_on
from core.planning.model.scheduling.trip_visits import uses_of
from core.planning.model.scheduling.trip_wishes import MustVisit, Wishes
from core.planning.model.seoul_time import clock
from core.planning.model.trip import LONGEST, Base

LONG_DAY: Final = (8 * 60, 22 * 60)
CLASH: Final = "{must!r} is wished for and avoided: without either of the two wishes there is a plan"

TOGETHER: Final = "does not fit together with the others named here"
ALONE: Final = "does not fit into any day with the ways there and back"


def refuse_impossible(wishes: Wishes) -> None:
    """Raise `WishesConflict` for a wish that nothing can fulfil beside the dates, the place or another wish."""
    _refuse_far_lodging(wishes)
    frames = [frame for of_base in frames_of(wishes) for frame in of_base]
    for must in wishes.must:
        if must.place is None:
            continue
        _refuse_avoided(must, must.place, wishes.trip.preferences)
        _refuse_against_diet(must, must.place, wishes.trip.preferences)
        here = [frame for frame in frames if frame.base.destination.key == must.place.destination]
        if not here:
            _refuse_elsewhere(must, wishes.bases)
        _refuse_closed(must, must.place, here, wishes.trip.preferences)


def refuse_unproven(wishes: Wishes, without: Collection[Place]) -> None:
    """Raise `WishesConflict` for a wish for one of these places, which the checks have refused."""
    for must in wishes.must:
        if must.place in without:
            told = f"no visit to {must.wish!r} holds before the checks; without it there is a plan"
            raise WishesConflict(faults=(_fault(must, told),))


def refuse_together(wishes: Wishes, left_out: MustVisit) -> NoReturn:
    """Raise `WishesConflict` for places that fit one by one and not together; one of them was left out."""
    base = max(number for number in range(len(wishes.bases)) if _is_of(left_out, wishes, number))
    wished = [*{must.place: must for must in wishes.must if _is_of(must, wishes, base)}.values()]
    together = _fewest(wishes, base, wished)
    faults = [_fault(must, _together(wishes, base, wished, must, len(together))) for must in together]
    eased = [(pointer, told) for pointer, easier, told in _easier(wishes) if _fits(easier, base, wished)]
    raise WishesConflict(faults=(*faults, *(Fault(pointer, told) for pointer, told in eased)))


def _together(wishes: Wishes, base: int, wished: Sequence[MustVisit], must: MustVisit, count: int) -> str:
    """Say that a place does not fit, and what leaving it out would allow if that is enough."""
    told = f"{must.wish!r} {TOGETHER if count > 1 else ALONE}"
    others = [one for one in wished if one != must]
    return f"{told}; without it there is a plan" if _fits(wishes, base, others) else told


def _refuse_far_lodging(wishes: Wishes) -> None:
    lodging = wishes.trip.preferences.lodging
    if lodging is None or any(home_of(base, wishes.trip.preferences) for base in wishes.bases):
        return
    towns = " and ".join(base.destination.names.en for base in wishes.bases)
    raise WishesConflict(
        faults=(
            Fault("/preferences/lodging", f"is more than an hour away from {towns}; without it there is a plan"),
            Fault("/location", f"{towns} cannot be visited from this lodging; another location nearer to it can"),
        )
    )


def _refuse_avoided(must: MustVisit, place: Place, preferences: Preferences) -> None:
    for number, avoid in enumerate(preferences.avoid):
        if is_avoided(place, (avoid,)):
            told = CLASH.format(must=must.wish)
            raise WishesConflict(faults=(_fault(must, told), Fault(f"/preferences/avoid/{number}", told)))


def _refuse_against_diet(must: MustVisit, place: Place, preferences: Preferences) -> None:
    word = None if place.is_sight else contradicts(place, preferences.diet)
    if word:
        told = f"{must.wish!r} is a place to eat whose name says {word!r}; without it, or this diet, there is a plan"
        raise WishesConflict(faults=(_fault(must, told), Fault("/preferences/diet", told)))


def _refuse_elsewhere(must: MustVisit, bases: Sequence[Base]) -> NoReturn:
    towns = " and ".join(base.destination.names.en for base in bases)
    told = f"{must.wish!r} is not in or around {towns}; without it, or with its town in the location, there is a plan"
    raise WishesConflict(faults=(_fault(must, told), Fault("/location", told)))


def _refuse_closed(must: MustVisit, place: Place, frames: Sequence[Frame], preferences: Preferences) -> None:
    uses = [*uses_of(0, Candidate(place=place, profit=0), preferences)]
    if any(starts_on(place, use, frame, dry=False) for use in uses for frame in frames):
        return
    if all(windows_on(place.hours, frame.date) == () for frame in frames):
        told = f"{must.wish!r} is closed on every day there; without it, or on other dates, there is a plan"
        raise WishesConflict(faults=(_fault(must, told), Fault("/start_date", told)))
    if not any(starts_on(place, use, _longest(frame), dry=False) for use in uses for frame in frames):
        told = f"{must.wish!r} is not open at times at which a visit can be planned; without it there is a plan"
        raise WishesConflict(faults=(_fault(must, told),))
    day = f"{clock(preferences.day_start)} to {clock(preferences.day_end)}"
    told = f"{must.wish!r} cannot be visited between {day}; without it, or with a longer day, there is a plan"
    raise WishesConflict(
        faults=(_fault(must, told), Fault("/preferences/day_start", told), Fault("/preferences/day_end", told))
    )


def _longest(frame: Frame) -> Frame:
    return evolve(frame, opens=EARLIEST, closes=LATEST)


def _fewest(wishes: Wishes, base: int, musts: Sequence[MustVisit]) -> list[MustVisit]:
    """Leave out one after the other what the rest does not need to be impossible."""
    needed = list(musts)
    for must in musts:
        others = [one for one in needed if one != must]
        if not _fits(wishes, base, others):
            needed = others
    return needed


def _fits(wishes: Wishes, base: int, musts: Sequence[MustVisit]) -> bool:
    """Tell whether these places alone fit into the days of a base."""
    pools = [
        [must.place for must in musts if must.place] if number == base else [] for number in range(len(wishes.bases))
    ]
    alone = evolve(wishes, must=musts, pools=pools)
    problem = stated(alone, base, frames_of(alone)[base]).problem
    return sum(map(len, solve(problem, rounds=rounds_for(problem)).days)) >= len(pools[base])


def _easier(wishes: Wishes) -> Iterator[tuple[str, Wishes, str]]:
    trip, preferences = wishes.trip, wishes.trip.preferences
    if wishes.selection.easy:
        eased = evolve(wishes, selection=evolve(wishes.selection, easy=False))
        yield "/preferences/note", eased, "without the wish for easy days in the note all of these places fit"
    if preferences.pace != "packed":
        packed = evolve(trip, preferences=evolve(preferences, pace="packed"))
        yield "/preferences/pace", evolve(wishes, trip=packed), "at the pace 'packed' all of these places fit"
    if preferences.lodging:
        anywhere = evolve(trip, preferences=evolve(preferences, lodging=None))
        told = "without this lodging, or with one nearer by, all of these places fit"
        yield "/preferences/lodging", evolve(wishes, trip=anywhere), told
    if preferences.day_start > LONG_DAY[0] or preferences.day_end < LONG_DAY[1]:
        start, end = min(preferences.day_start, LONG_DAY[0]), max(preferences.day_end, LONG_DAY[1])
        longer = evolve(trip, preferences=evolve(preferences, day_start=start, day_end=end))
        told = f"with days from {clock(start)} to {clock(end)} all of these places fit"
        yield "/preferences/day_end", evolve(wishes, trip=longer), told
    yield from _one_more_day(wishes)


def _one_more_day(wishes: Wishes) -> Iterator[tuple[str, Wishes, str]]:
    trip = evolve(wishes.trip, end_date=wishes.trip.end_date + timedelta(days=1))
    try:
        dates = dates_of(legs_of(trip.location), trip.dates)
    except WishesConflict:
        return  # the location says how long each stay is
    bases = [evolve(base, dates=days) for base, days in zip(wishes.bases, dates, strict=True)]
    if len(trip.dates) <= LONGEST:
        yield "/end_date", evolve(wishes, trip=trip, bases=bases), "with one more day all of these places fit"


def _is_of(must: MustVisit, wishes: Wishes, base: int) -> bool:
    return must.place is not None and must.place.destination == wishes.bases[base].destination.key


def _fault(must: MustVisit, told: str) -> Fault:
    return Fault(f"/preferences/must_visit/{must.number}", told)
