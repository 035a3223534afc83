"""Plans: what people do, where, and how they get there."""

from datetime import date, datetime
from typing import Literal, NewType, Self

from attrs import evolve, field, frozen
from attrs.validators import ge, max_len, min_len

from core.identity.model.user import UserId
from core.planning.model.destination import Bounds
from core.planning.model.hours import Opening
from core.planning.model.money import Money, Rate
from core.planning.model.place import Place
from core.planning.model.point import Point
from core.planning.model.trip import Trip
from core.planning.model.verification import Verification
from core.planning.model.weather import DayWeather

PlanId = NewType("PlanId", str)
StopId = NewType("StopId", str)
StopKind = Literal["visit", "meal", "cafe", "lodging"]
Mode = Literal["walk", "transit", "taxi", "coach", "train", "plane"]
Meal = Literal["lunch", "dinner"]
PlanSource = Literal["bedrock", "openai", "offline"]

LONGEST_TITLE = 200


@frozen(kw_only=True)
class Travel:
    """The way to a stop from what is before it."""

    mode: Mode
    minutes: int = field(validator=ge(0))
    meters: int = field(validator=ge(0))


@frozen(kw_only=True)
class Anchor:
    """Where a day begins or ends without being a stop: the lodging, or the town that one comes from."""

    name: str
    point: Point


@frozen(kw_only=True)
class Stop:
    """Somewhere to be, from `start` to `end`, in Korea's time; `why` is for the traveller.

    `travel` is None where the day begins here. `meal` says which meal this is. A `locked` stop stays where it is.
    """

    stop_id: StopId
    kind: StopKind
    start: datetime
    end: datetime
    place: Place
    why: str = ""
    travel: Travel | None = None
    cost: Money | None = None
    opening: Opening = "unknown"
    meal: Meal | None = None
    locked: bool = False


@frozen(kw_only=True)
class Day:
    """One day around one destination: `base` is its key, `area` where it lies, None where that is unknown.

    `by_car`: long ways are by taxi there, for want of public transport.
    """

    date: date
    base: str
    area: Bounds | None = None
    by_car: bool = False
    stops: tuple[Stop, ...] = ()
    starts_from: Anchor | None = None
    weather: DayWeather | None = None
    summary: str = ""


@frozen(kw_only=True)
class Missing:
    """Something that the plan lacks although it was wished for or is usual, and why; `scope` is `trip` or a date.

    - `what`: a wished place (`about` is the wish's text), a meal (`about` is which), visits, or a fact about the world.
    """

    what: Literal["must_visit", "meal", "visits", "weather", "rates", "hours", "model", "places"]
    scope: str
    about: str = ""
    why: str


@frozen(kw_only=True)
class Cost:
    """What the plan is likely to cost the party: in won, and in the currency of the budget where that is another."""

    total: Money
    per_day: tuple[Money, ...]
    in_budget: Money | None = None
    rate: Rate | None = None


@frozen(kw_only=True)
class Itinerary:
    """Everything that planning brings forth for a trip."""

    trip: Trip
    days: tuple[Day, ...]
    cost: Cost
    verification: Verification
    source: PlanSource
    missing: tuple[Missing, ...] = ()
    title: str = ""


@frozen(kw_only=True)
class Plan:
    """A trip's plan as somebody keeps it.

    `set_aside` are stops that lost their day when the dates changed: nothing that people kept is thrown away.
    `share` is the secret of the read-only link, if there is one.
    """

    plan_id: PlanId
    owner: UserId
    title: str = field(validator=[min_len(1), max_len(LONGEST_TITLE)])
    itinerary: Itinerary
    version: int
    created_at: datetime
    updated_at: datetime
    set_aside: tuple[Stop, ...] = ()
    share: str | None = None

    def edited(self, *, at: datetime) -> Self:
        """Return the next version, to be changed further before it is kept."""
        return evolve(self, version=self.version + 1, updated_at=at)
