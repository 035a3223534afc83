"""A day's visits keep their windows, have no long holes between them, and last while there is time."""

from itertools import pairwise
from operator import sub

import pytest
from attrs import evolve

from core.planning.model.preferences import Pace
from core.planning.model.scheduling.problem import Bounds, Problem, Route, Timed, Visit
from core.planning.model.scheduling.trip_rhythm import in_rhythm
from core.planning.model.seoul_time import clock, minute

NINE, TEN, NOON, TWO, FIVE, NINE_PM = (float(hour * 60) for hour in (9, 10, 12, 14, 17, 21))


def a_problem(*windows: Bounds, dwell: float = 60, way: float = 10, home: bool = False) -> Problem:
    """Return one day with a visit in each window; all ways are equally long."""
    spots = len(windows) + 1
    return Problem(
        visits=[
            Visit(profit=1, dwell=dwell, spot=number, windows=[window], group=number)
            for number, window in enumerate(windows)
        ],
        routes=[Route(opens=NINE, closes=NINE_PM, start=spots - 1 if home else None, end=spots - 1 if home else None)],
        travel=[[0.0 if here == there else way for there in range(spots)] for here in range(spots)],
    )


def as_found(*starts: float, dwell: float = 60) -> list[Timed]:
    return [Timed(visit=number, arrive=at, start=at, leave=at + dwell) for number, at in enumerate(starts)]


def rhythm(problem: Problem, day: list[Timed], pace: Pace = "normal") -> list[Timed]:
    return [*in_rhythm(problem, 0, day, pace)]


def test_nothing_to_do_stays_nothing() -> None:
    assert rhythm(a_problem(), []) == []


def test_visits_stay_within_their_windows_and_the_ways_are_kept() -> None:
    problem = a_problem((NINE, TEN), (TEN, TWO), (NINE, NINE_PM - 60), home=True)

    day = rhythm(problem, as_found(NINE + 10, TEN + 20, NOON))

    for timed in day:
        first, last = problem.visits[timed.visit].windows[0] or (0.0, 0.0)
        assert first <= timed.start <= last
        assert timed.arrive <= timed.start < timed.leave
    assert all(before.leave + 10 <= after.start for before, after in pairwise(day))
    assert day[0].start >= NINE + 10
    assert day[-1].leave + 10 <= NINE_PM


def test_a_free_visit_is_moved_into_the_hole_between_two_that_are_fixed() -> None:
    problem = a_problem((NINE, NINE_PM - 60), (NINE + 70, NINE + 70), (FIVE, FIVE))

    day = rhythm(problem, as_found(NINE, NINE + 70, FIVE))

    assert [timed.visit for timed in day] == [1, 0, 2]


def test_stays_are_longer_where_there_is_time_before_the_next() -> None:
    problem = a_problem((NINE, NINE_PM - 60), (FIVE, FIVE))

    first, last = rhythm(problem, as_found(NINE, FIVE))

    assert (first.leave - first.start, last.leave - last.start) == (90, 60)


def test_a_stay_is_not_longer_than_the_place_is_open() -> None:
    problem = a_problem((NINE, NINE + 20), (NINE_PM - 60, NINE_PM - 60))

    first, _ = rhythm(problem, as_found(NINE, NINE_PM - 60))

    assert first.leave <= NINE + 20 + 60


def test_a_stay_leaves_a_short_pause_before_the_next() -> None:
    problem = a_problem((NINE, TEN), (NINE + 120, NINE + 120))

    first, second = rhythm(problem, as_found(NINE, NINE + 120))

    assert second.start - 10 - first.leave == 20


@pytest.mark.parametrize(("pace", "begins"), [("relaxed", "14:30"), ("normal", "12:50"), ("packed", "11:10")])
def test_the_slower_people_are_the_later_their_day_begins(pace: Pace, begins: str) -> None:
    (visit,) = rhythm(a_problem((NINE, NINE_PM - 60)), as_found(NINE), pace)

    assert clock(round(visit.start)) == begins


def test_times_are_whole_steps_where_the_window_allows() -> None:
    (visit,) = rhythm(a_problem((minute("09:03"), minute("20:07"))), as_found(NINE + 3))

    assert visit.start % 5 == 0


def test_a_long_day_in_a_bad_order_gets_a_better_one() -> None:
    order = [spot + (-1) ** spot for spot in range(16)]
    starts = [NINE]
    for before, after in pairwise(order):
        starts.append(starts[-1] + 5 + 5.0 * abs(before - after))
    problem = Problem(
        visits=[
            Visit(profit=1, dwell=5, spot=spot, windows=[(NINE, starts[-1])], group=number)
            for number, spot in enumerate(order)
        ],
        routes=[Route(opens=NINE, closes=starts[-1] + 5)],
        travel=[[5.0 * abs(here - there) for there in range(16)] for here in range(16)],
    )

    spots = [problem.visits[timed.visit].spot for timed in rhythm(problem, as_found(*starts, dwell=5))]

    assert sorted(spots) == [*range(16)]
    assert sum(map(abs, map(sub, spots, spots[1:]))) < sum(map(abs, map(sub, order, order[1:])))


@pytest.mark.parametrize("pace", ["relaxed", "normal", "packed"])
def test_short_ways_are_not_made_longer_to_begin_earlier(pace: Pace) -> None:
    free = (NINE, NINE_PM - 60)
    problem = evolve(a_problem(free, free, free), travel=[[0, 5, 60], [5, 0, 60], [60, 60, 0]])

    day = rhythm(problem, as_found(NINE, NINE + 65, NINE + 185), pace)

    assert [timed.visit for timed in day] in ([0, 1, 2], [1, 0, 2])


def test_a_day_that_cannot_be_kept_stays_as_it_was_found() -> None:
    late = as_found(NINE, NINE + 5)

    assert rhythm(a_problem((NINE, NINE), (NINE, NINE + 5)), late) == late
