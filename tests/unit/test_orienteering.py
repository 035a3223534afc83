"""What the engine promises, on problems that are solved in the head."""

from collections.abc import Sequence
from typing import Any

from attrs import evolve

from core.planning.model.scheduling.orienteering import rounds_for, solve
from core.planning.model.scheduling.problem import Problem, Route, Solution, Visit

ALL_DAY = (0.0, 1000.0)
Matrix = Sequence[Sequence[float]]


def a_visit(spot: int, profit: float = 10, **changes: Any) -> Visit:
    return evolve(Visit(profit=profit, dwell=60, spot=spot, windows=[ALL_DAY], group=spot), **changes)


def a_route(**changes: Any) -> Route:
    return evolve(Route(opens=540, closes=720), **changes)


def along_a_line(*places: float) -> Matrix:
    return [[abs(here - there) for there in places] for here in places]


def a_problem(visits: Sequence[Visit], *routes: Route, travel: Matrix | None = None) -> Problem:
    days = routes or (a_route(),)
    widened = [evolve(visit, windows=list(visit.windows) * (len(days) // len(visit.windows))) for visit in visits]
    return Problem(visits=widened, routes=days, travel=travel or along_a_line(0, 10, 20, 30))


def padded(problem: Problem) -> Problem:
    """Return a problem that is too large to be solved for certain: with visits that can never be."""
    never = Visit(profit=1, dwell=1, spot=0, windows=[None] * len(problem.routes), group=-1)
    return evolve(problem, visits=[*problem.visits, *[never] * 9])


def solved(problem: Problem) -> Solution:
    """Return what both ways of solving agree on."""
    solution = solve(problem, rounds=60)
    assert solve(padded(problem), rounds=60) == solution
    return solution


def searched(problem: Problem, rounds: int, begin: Sequence[Sequence[int]]) -> list[list[int]]:
    return chosen(solve(padded(problem), rounds=rounds, begin=begin))


def chosen(solution: Solution) -> list[list[int]]:
    return [[stop.visit for stop in day] for day in solution.days]


def test_of_two_visits_for_which_there_is_one_time_the_more_profitable_is_made() -> None:
    slot = [(600.0, 610.0)]
    problem = a_problem([a_visit(0, 5, windows=slot), a_visit(1, 6, windows=slot)])
    assert chosen(solved(problem)) == [[1]]


def test_a_visit_is_timed_as_early_as_its_window_the_way_and_the_day_let_it_be() -> None:
    problem = a_problem([a_visit(0), a_visit(1, windows=[(640.0, 700.0)])], a_route(start=2))
    first, second = solved(problem).days[0]
    assert (first.arrive, first.start, first.leave) == (560, 560, 620)
    assert (second.arrive, second.start, second.leave) == (630, 640, 700)


def test_where_the_start_is_open_nobody_waits_for_the_first_visit() -> None:
    problem = a_problem([a_visit(0, windows=[(600.0, 700.0)])])
    (only,) = solved(problem).days[0]
    assert (only.arrive, only.start) == (600, 600)


def test_a_day_that_ends_somewhere_leaves_in_time_to_be_there() -> None:
    late = [(655.0, 700.0)]
    assert chosen(solved(a_problem([a_visit(0, windows=late)]))) == [[0]]
    assert chosen(solved(a_problem([a_visit(0, windows=late)], a_route(end=1)))) == [[]]


def test_of_a_group_one_visit_is_made() -> None:
    problem = a_problem([a_visit(0, 10, group=7), a_visit(1, 12, group=7), a_visit(2, 1)], a_route(), a_route())
    assert sorted(visit for day in chosen(solved(problem)) for visit in day) == [1, 2]


def test_of_a_place_with_two_windows_the_one_is_used_that_leaves_room_for_more() -> None:
    morning, noon = [(540.0, 540.0)], [(600.0, 620.0)]
    twice = [a_visit(0, windows=morning, group=0), a_visit(0, windows=noon, group=0)]
    problem = a_problem([*twice, a_visit(0, windows=morning, group=1)])
    assert chosen(solved(problem)) == [[2, 1]]


def test_no_day_uses_more_of_a_resource_than_it_has() -> None:
    lunches = [a_visit(spot, 10 + spot, dwell=10, uses=(1,)) for spot in range(4)]
    problem = a_problem(lunches, a_route(most=(9, 1)), a_route(most=(9, 0)))
    assert chosen(solved(problem)) == [[3], []]


def test_what_uses_a_scarce_resource_gives_way_to_what_brings_more() -> None:
    soon, late = [(540.0, 545.0)], [(640.0, 650.0)]
    visits = [a_visit(0, 10, windows=soon, uses=(0,)), a_visit(1, 11, windows=late, uses=(0,))]
    problem = a_problem(visits, a_route(most=(1,)))
    assert searched(problem, 0, [[0]]) == [[1]]


def test_the_two_ways_between_two_places_may_differ() -> None:
    travel = [[0, 50, 5], [5, 0, 50], [50, 5, 0]]
    problem = a_problem([a_visit(spot, dwell=20) for spot in (1, 2)], a_route(start=0, end=0), travel=travel)
    assert chosen(solved(problem)) == [[1, 0]]


def test_two_visits_that_fit_together_only_are_found() -> None:
    travel = [[0, 200, 5], [5, 0, 200], [200, 5, 0]]
    problem = a_problem([a_visit(spot, dwell=20) for spot in (1, 2)], a_route(start=0, end=0), travel=travel)
    assert chosen(solve(problem, rounds=0)) == [[1, 0]]


def test_a_visit_that_must_be_is_made_at_the_cost_of_any_number_that_need_not() -> None:
    cheap = [a_visit(0, 100, group=index) for index in range(3)]
    must = a_visit(1, 10_000, dwell=170)
    problem = a_problem([*cheap, must])
    assert solved(problem).profit == 10_000
    assert searched(problem, 60, [[0, 1, 2]]) == [[3]]


def test_a_visit_moves_to_another_day_to_make_room_for_one_that_can_only_be_then() -> None:
    early = (540.0, 550.0)
    visits = [
        a_visit(0, 10_000, windows=[early, early], dwell=170),
        a_visit(1, 10_000, windows=[early, None], dwell=170),
        a_visit(2, 50, windows=[early, early], dwell=170),
    ]
    problem = a_problem(visits, a_route(), a_route())
    assert searched(problem, 100, [[0], [2]]) == chosen(solved(problem)) == [[1], [0]]


def test_of_equally_profitable_ways_the_one_with_less_travel_is_taken() -> None:
    problem = a_problem([a_visit(spot, dwell=10) for spot in (2, 0, 3, 1)], a_route(start=0))
    assert chosen(solved(problem)) == [[1, 3, 0, 2]]


def test_a_visit_that_can_never_be_is_left_out() -> None:
    visits = [a_visit(0, windows=[None]), a_visit(1, windows=[(0.0, 100.0)]), a_visit(2, uses=(0,))]
    assert chosen(solved(a_problem(visits, a_route(most=(0,))))) == [[]]


def test_without_visits_or_without_days_there_is_nothing_to_do() -> None:
    assert solved(Problem(visits=[], routes=[a_route()], travel=[[0]])) == Solution(days=((),), profit=0)
    assert solved(Problem(visits=[], routes=[], travel=[[0]])) == Solution(days=(), profit=0)
    assert solve(Problem(visits=[], routes=[], travel=[]), rounds=1) == Solution(days=(), profit=0)


def test_what_a_repair_begins_with_is_put_in_first_in_its_order() -> None:
    visits = [a_visit(spot, dwell=85) for spot in range(4)]
    assert searched(a_problem(visits), 0, [[2, 3]]) == [[2, 3]]


def test_what_a_repair_begins_with_stands_elsewhere_in_the_day_if_its_order_no_longer_fits() -> None:
    visits = [a_visit(0, dwell=20, windows=[(540.0, 550.0)]), a_visit(1, dwell=20)]
    assert searched(a_problem(visits), 0, [[1, 0]]) == [[0, 1]]


def test_what_a_repair_begins_with_is_left_out_where_it_breaks_a_rule() -> None:
    visits = [a_visit(0, 1, dwell=20, uses=(0,)), a_visit(1, 2, dwell=20, uses=(0,)), a_visit(2, 1, dwell=20, group=1)]
    assert searched(a_problem(visits, a_route(most=(1,))), 0, [[1, 0, 2]]) == [[1]]


def test_equal_arguments_give_equal_solutions() -> None:
    visits = [a_visit(spot % 4, 10 + spot % 7, group=spot) for spot in range(30)]
    problem = a_problem(visits, a_route(), a_route())
    assert solve(problem, rounds=50, seed=3) == solve(problem, rounds=50, seed=3)


def test_it_is_asked_before_every_round_whether_to_go_on() -> None:
    asked: list[int] = []

    def twice() -> bool:
        asked.append(1)
        return len(asked) < 3

    solution = solve(padded(a_problem([a_visit(0), a_visit(1)])), rounds=1000, go_on=twice)
    assert (len(asked), chosen(solution)) == (3, [[0, 1]])


def test_a_larger_problem_gets_fewer_rounds() -> None:
    small, large = a_problem([a_visit(0)]), a_problem([a_visit(0, group=number) for number in range(500)])
    assert rounds_for(small) > rounds_for(large) > 0


def test_a_day_on_which_not_even_the_way_home_fits_stays_empty() -> None:
    problem = a_problem([a_visit(1, dwell=1)], a_route(start=0, end=3, closes=550))
    assert chosen(solved(problem)) == [[]]
