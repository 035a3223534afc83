"""What exports say of a plan's parts, in words."""

from datetime import datetime
from typing import Final

from core.planning.model.money import KRW, Money
from core.planning.model.plan import Day, Plan, Stop, Travel
from core.planning.model.seoul_time import SEOUL
from core.planning.model.weather import DayWeather
from entrypoints.planning.exports.clean_text import one_line

OPENING: Final = {"open": "Open at this time", "closed": "Closed at this time", "unknown": "Opening hours unknown"}
MODES: Final = {
    "walk": "on foot",
    "transit": "by public transport",
    "taxi": "by taxi",
    "coach": "by express bus",
    "train": "by train",
    "plane": "by plane",
}
KILOMETRE: Final = 1_000


def name(stop: Stop, plan: Plan) -> str:
    """Return what a stop's place is called in the traveller's language."""
    return one_line(stop.place.names.within(plan.itinerary.trip.preferences.language)) or one_line(stop.place.place_id)


def label(stop: Stop, plan: Plan) -> str:
    """Return a stop's name, with which meal it is."""
    return meal(stop) + name(stop, plan)


def meal(stop: Stop) -> str:
    """Return which meal a stop is, to stand before its name."""
    return f"{stop.meal.capitalize()}: " if stop.meal else ""


def facts(stop: Stop, plan: Plan) -> list[str]:
    """Return what is worth knowing at a stop, a line for each thing."""
    local = one_line(stop.place.names.ko)
    told = [
        one_line(stop.why),
        local if local != name(stop, plan) else "",
        way(stop.travel),
        "" if stop.kind == "lodging" else OPENING[stop.opening],
        f"Cost for everybody: {price(stop)}" if price(stop) else "",
    ]
    return [line for line in told if line]


def way(travel: Travel | None) -> str:
    """Return how one gets to a stop."""
    if travel is None:
        return ""
    far = f"{travel.meters} m" if travel.meters < KILOMETRE else f"{travel.meters / KILOMETRE:.1f} km"
    return f"{MODES[travel.mode].capitalize()}, {travel.minutes} min, {far}"


def money(amount: Money) -> str:
    """Return an amount; won have no smaller unit."""
    return f"{amount.amount:,.0f} {KRW}" if amount.currency == KRW else f"{amount.amount:,} {amount.currency}"


def price(stop: Stop) -> str:
    """Return what a stop costs, as far as that is known and the plan's business."""
    if stop.cost is None or stop.kind == "lodging":
        return ""
    return f"about {money(stop.cost)}" if stop.cost.amount else "free"


def there(when: datetime) -> datetime:
    """Return a moment as the clocks in Korea show it."""
    return when.astimezone(SEOUL)


def day_title(number: int, day: Day) -> str:
    """Return a day's heading."""
    return f"Day {number}: {day.date:%A}, {day.date}"


def weather(told: DayWeather | None) -> str:
    """Return a day's weather, and how sure that is."""
    if told is None:
        return "No weather is known"
    kind = {"forecast": "Forecast", "normal": "Usual at this time of year, no forecast", "told": "As you told us"}
    return f"{kind[told.kind]}: {told.low:.0f} to {told.high:.0f} °C, chance of rain {told.rain_chance:.0%}"
