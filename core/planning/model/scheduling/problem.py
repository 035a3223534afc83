"""What the scheduler solves, in numbers only: team orienteering with time windows (Vansteenwegen and others, 2009).

Each day is a route. Of many visits, each with a profit, those are chosen, ordered and timed that bring most.
"""

from collections.abc import Sequence

from attrs import field, frozen
from attrs.validators import ge

Bounds = tuple[float, float]


@frozen(kw_only=True)
class Visit:
    """Something that may be done once.

    - It takes `dwell` at `spot`, a row of the travel matrix, and begins within the `windows` of its day: one for each
      day, None where it cannot be then.
    - Of the visits of one `group` a solution has one at most: the same place at another time of day, for instance.
    - It `uses` one of each of these resources of its day.
    """

    profit: float = field(validator=ge(0))
    dwell: float = field(validator=ge(0))
    spot: int
    windows: Sequence[Bounds | None]
    group: int
    uses: Sequence[int] = ()


@frozen(kw_only=True)
class Route:
    """A day to be filled, from `opens` to `closes`: the spots where it begins and ends, None where that is open.

    Where `start` is None the day begins at its first visit; where `end` is None, `closes` bounds the end of the last.
    `most` is how much of each resource there is.
    """

    opens: float
    closes: float
    start: int | None = None
    end: int | None = None
    most: Sequence[int] = ()


@frozen(kw_only=True)
class Problem:
    """Visits, routes, and how long it takes from spot to spot; the two ways between two spots may differ.

    A minute on the way takes `way_cost` off the profit: what is far away must be worth the way.
    """

    visits: Sequence[Visit]
    routes: Sequence[Route]
    travel: Sequence[Sequence[float]]
    way_cost: float = field(default=0.0, validator=ge(0))


@frozen(kw_only=True)
class Timed:
    """A visit, by its index, in its time: waiting lies between `arrive` and `start`."""

    visit: int
    arrive: float
    start: float
    leave: float


@frozen(kw_only=True)
class Solution:
    """What to do on each route, in order."""

    days: tuple[tuple[Timed, ...], ...]
    profit: float
