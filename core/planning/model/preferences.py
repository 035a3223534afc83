"""What travellers wish for."""

from decimal import Decimal
from typing import Literal, get_args

from attrs import field, frozen
from attrs.validators import deep_iterable, ge, gt, in_, le, matches_re, max_len, min_len

from core.planning.model.money import CURRENCY
from core.planning.model.point import Point

Pace = Literal["relaxed", "normal", "packed"]
Interest = Literal[
    "food", "cafe", "history", "nature", "art", "shopping", "family", "nightlife", "sea", "culture", "activity", "view"
]
Diet = Literal["vegetarian", "vegan", "halal", "no_pork", "no_seafood"]
Language = Literal["ko", "en", "ja"]

INTERESTS: tuple[Interest, ...] = (
    "food", "cafe", "history", "nature", "art", "shopping", "family", "nightlife", "sea", "culture", "activity", "view",
)  # fmt: skip
EARLIEST, LATEST = 5 * 60, 24 * 60
SHORTEST_DAY = 120


@frozen(kw_only=True)
class Budget:
    """What the whole party means to spend, for each day or for the trip."""

    amount: Decimal = field(validator=gt(Decimal(0)))
    currency: str = field(validator=matches_re(CURRENCY))
    per: Literal["day", "trip"] = field(validator=in_(("day", "trip")))


@frozen(kw_only=True)
class Party:
    """Who comes along."""

    adults: int = field(default=1, validator=[ge(1), le(20)])
    children: int = field(default=0, validator=[ge(0), le(20)])


@frozen(kw_only=True)
class Lodging:
    """Where they sleep: days begin and end here."""

    name: str = field(validator=[min_len(1), max_len(200)])
    point: Point


@frozen(kw_only=True)
class Preferences:
    """Wishes; `day_start` and `day_end` are minutes of the day."""

    pace: Pace = field(default="normal", validator=in_(get_args(Pace)))
    interests: tuple[Interest, ...] = field(default=(), validator=deep_iterable(in_(INTERESTS)))
    diet: tuple[Diet, ...] = field(default=(), validator=deep_iterable(in_(get_args(Diet))))
    budget: Budget | None = None
    party: Party = Party()
    must_visit: tuple[str, ...] = field(default=(), validator=max_len(20))
    avoid: tuple[str, ...] = field(default=(), validator=max_len(20))
    day_start: int = field(default=9 * 60, validator=[ge(EARLIEST), le(LATEST)])
    day_end: int = field(default=21 * 60, validator=[ge(EARLIEST), le(LATEST)])
    lodging: Lodging | None = None
    language: Language = field(default="en", validator=in_(get_args(Language)))
    note: str = field(default="", validator=max_len(1000))

    @day_end.validator
    def _leaves_a_day(self, _: object, day_end: int) -> None:
        if day_end - self.day_start < SHORTEST_DAY:
            raise ValueError("must be at least two hours after day_start")
