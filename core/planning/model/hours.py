"""When a place is open, as far as anybody knows.

These are facts only. What follows from them for a visit is worked out twice, by the scheduler and by the verifier,
which share no code.
"""

from typing import Literal

from attrs import field, frozen
from attrs.validators import deep_iterable, ge, in_, instance_of, le

Opening = Literal["open", "closed", "unknown"]
Holiday = Literal["new-year", "seollal", "chuseok"]

WEEK = 7
LATEST = 48 * 60


@frozen(order=True)
class Window:
    """From one minute of the day to another, which lies after midnight when it is above 24:00."""

    opens: int = field(validator=[ge(0), le(24 * 60)])
    closes: int = field(validator=[ge(0), le(LATEST)])

    @closes.validator
    def _after_opens(self, _: object, closes: int) -> None:
        if closes <= self.opens:
            raise ValueError("a window closes after it opens")


@frozen(kw_only=True, cache_hash=True)
class OpeningHours:
    """A place's usual week and the days on which it stays closed.

    - `weekly` has, from Monday to Sunday, the windows of that day: none where it stays closed, None where unknown.
    - The last visitor is let in `last_entry` minutes before a window closes.
    - `closed_weeks` are days such as the second Monday of a month: (2, 0).
    - On `closed_holidays` it is closed: New Year's Day, and the lunar feasts with the days before and after them.
    """

    weekly: tuple[tuple[Window, ...] | None, ...] = field()
    last_entry: int = field(default=0, validator=ge(0))
    closed_weeks: frozenset[tuple[int, int]] = frozenset()
    closed_holidays: frozenset[Holiday] = field(
        default=frozenset(), validator=deep_iterable(in_(("new-year", "seollal", "chuseok")), instance_of(frozenset))
    )

    @weekly.validator
    def _seven_days(self, _: object, weekly: tuple[object, ...]) -> None:
        if len(weekly) != WEEK:
            raise ValueError("a week has seven days")


ALWAYS = OpeningHours(weekly=((Window(0, 24 * 60),),) * WEEK)
