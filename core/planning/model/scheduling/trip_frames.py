"""The outline of each day before anything is in it: where it begins and ends, and how long it is."""

from datetime import date

from attrs import frozen

from core.planning.model.plan import Anchor
from core.planning.model.preferences import Preferences
from core.planning.model.scheduling.travelling import FAR, crow_meters
from core.planning.model.scheduling.trip_wishes import Wishes
from core.planning.model.trip import Base
from core.planning.model.weather import DayWeather


@frozen(kw_only=True)
class Frame:
    """One day's outline, in minutes; `comes_from` is where it begins, and `sleeps_at` where it ends."""

    date: date
    base: Base
    opens: int
    closes: int
    comes_from: Anchor | None = None
    sleeps_at: Anchor | None = None
    weather: DayWeather | None = None


def frames_of(wishes: Wishes) -> list[list[Frame]]:
    """Return the outlines of each base's days."""
    preferences = wishes.trip.preferences
    homes = [home_of(base, preferences) for base in wishes.bases]
    frames: list[list[Frame]] = []
    for number, base in enumerate(wishes.bases):
        came = _came_from(wishes.bases[number - 1], base, homes[number - 1]) if number else homes[number]
        frames.append(
            [
                Frame(
                    date=day,
                    base=base,
                    opens=preferences.day_start,
                    closes=preferences.day_end,
                    comes_from=came if day == base.dates[0] else homes[number],
                    sleeps_at=homes[number],
                    weather=wishes.weather.get(day),
                )
                for day in base.dates
            ]
        )
    return frames


def _came_from(before: Base, base: Base, home: Anchor | None) -> Anchor | None:
    """Return where a stay begins that follows on another one: there is no way where people stay in the same town."""
    return home if before.destination == base.destination else home or _town(before)


def home_of(base: Base, preferences: Preferences) -> Anchor | None:
    """Return where people sleep at a base, if they said so."""
    lodging = preferences.lodging
    if lodging is None or crow_meters(lodging.point, base.destination.centre) > FAR:
        return None
    return Anchor(name=lodging.name, point=lodging.point)


def _town(base: Base) -> Anchor:
    return Anchor(name=base.destination.names.within("en"), point=base.destination.centre)
