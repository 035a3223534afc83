"""The proved order of a day."""

from collections.abc import Sequence

from core.planning.model.scheduling.problem import Problem, Route, Visit
from core.planning.model.scheduling.shortest_day import shortest_day

Window = tuple[float, float]
ALL_DAY: Window = (0, 1440)
LINE = [[abs(here - there) * 10.0 for there in range(5)] for here in range(5)]


def a_day(*windows: Window, most: Sequence[int] = ()) -> Problem:
    visits = [
        Visit(profit=1, dwell=30, spot=spot, windows=[window], group=spot, uses=(0,) if most else ())
        for spot, window in enumerate(windows)
    ]
    return Problem(visits=visits, routes=[Route(opens=540, closes=840, start=0, most=most)], travel=LINE)


def order(problem: Problem, visits: Sequence[int]) -> list[int] | None:
    day = shortest_day(problem, route=0, visits=visits)
    return None if day is None else [stop.visit for stop in day]


def test_the_day_is_walked_without_turning_back() -> None:
    assert order(a_day(ALL_DAY, ALL_DAY, ALL_DAY, ALL_DAY), [3, 1, 2]) == [1, 2, 3]


def test_a_window_turns_the_order_where_it_must() -> None:
    assert order(a_day(ALL_DAY, ALL_DAY, (0, 565)), [1, 2]) == [2, 1]


def test_waiting_is_taken_for_less_travel() -> None:
    assert order(a_day(ALL_DAY, (650, 660), ALL_DAY), [1, 2]) == [1, 2]


def test_of_ways_as_long_the_one_that_ends_sooner_is_taken() -> None:
    problem = a_day((640, 650), ALL_DAY)
    round_trip = [
        Visit(profit=1, dwell=30, spot=0, windows=[window], group=at) for at, window in enumerate([(640, 650), ALL_DAY])
    ]
    assert order(Problem(visits=round_trip, routes=problem.routes, travel=LINE), [0, 1]) == [1, 0]


def test_visits_that_do_not_fit_together_have_no_order() -> None:
    assert order(a_day((600, 610), (600, 610)), [0, 1]) is None


def test_visits_that_use_more_than_the_day_has_have_no_order() -> None:
    assert order(a_day(ALL_DAY, ALL_DAY, most=(1,)), [0, 1]) is None
    assert order(a_day(ALL_DAY, ALL_DAY, most=(2,)), [0, 1]) == [0, 1]


def test_no_visits_are_an_empty_day() -> None:
    assert order(a_day(ALL_DAY), []) == []
