"""Invented cities of the size that people ask for: quarters, opening hours, closing days, meals and wishes."""

from math import ceil, dist
from random import Random  # noqa: TID251 - passed in seeded: the same cities every time

from core.planning.model.scheduling.problem import Bounds, Problem, Route, Visit

Point = tuple[float, float]
STOPS, LUNCH, DINNER = range(3)
WEEK = 7


def a_city(dice: Random, *, visits: int, days: int, stops: int) -> Problem:
    """Return a trip's problem: a quarter of the places serve meals, one in thirty must be seen."""
    quarters = [(dice.uniform(0, 20), dice.uniform(0, 20)) for _ in range(6)]
    points: list[Point] = [_near(dice, dice.choice(quarters)) for _ in range(visits)]
    points.append((10.0, 10.0))
    route = Route(opens=540, closes=1260, start=visits, end=visits, most=(stops - 2, 1, 1))
    return Problem(
        visits=[
            visit
            for spot in range(visits)
            for visit in (_meals(dice, spot, days) if spot % 4 == 0 else [_sight(dice, spot, days)])
        ],
        routes=[route] * days,
        travel=[[_minutes(here, there) for there in points] for here in points],
    )


def _near(dice: Random, quarter: Point) -> Point:
    return dice.gauss(quarter[0], 1.5), dice.gauss(quarter[1], 1.5)


def _minutes(here: Point, there: Point) -> float:
    """Return the minutes of a way of so many kilometres: on foot, or by something that has to be waited for."""
    way = dist(here, there)
    return ceil(way * 18) if way < 1 else 9 + ceil(way * 4)


def _meals(dice: Random, spot: int, days: int) -> list[Visit]:
    profit = 1000 + dice.randint(1, 10)
    slots: list[tuple[Bounds, int]] = [((660, 780), LUNCH), ((1020, 1140), DINNER)]
    return [
        Visit(profit=profit, dwell=60, spot=spot, windows=[window] * days, group=spot, uses=(resource,))
        for window, resource in slots
    ]


def _sight(dice: Random, spot: int, days: int) -> Visit:
    dwell, closed = dice.choice((30, 45, 60, 90, 120)), dice.randrange(4 * WEEK)
    window = (dice.choice((540, 600, 660)), dice.choice((1020, 1080, 1200, 1320)) - dwell)
    return Visit(
        profit=10_000 if dice.randrange(30) == 0 else dice.randint(1, 100),
        dwell=dwell,
        spot=spot,
        windows=[None if day % WEEK == closed else window for day in range(days)],
        group=spot,
        uses=(STOPS,),
    )
