"""What slots of three hours say about whole days in Seoul."""

from collections.abc import Sequence
from datetime import UTC, date, datetime
from itertools import pairwise
from typing import Any, Final, Literal

from core.planning.model.hours import Window
from core.planning.model.provenance import Provenance
from core.planning.model.seoul_time import SEOUL, minute_of
from core.planning.model.weather import DayWeather

SLOT: Final = 3 * 60
LIKELY: Final = 0.6
FELT: Final = 1.0  # millimetres in three hours
EVENING: Final = 21 * 60

Slot = dict[str, Any]
Sky = Literal["clear", "clouds", "rain", "snow", "mixed"]


def day_of(day: date, slots: Sequence[Slot], found: Provenance) -> DayWeather | None:
    """Return a day's weather, or None where the slots leave a part of its daytime open that is still to come."""
    within = [(minute, slot) for slot in slots if 0 <= (minute := minute_of(day, _start(slot))) < 24 * 60]
    minutes = sorted(minute for minute, _ in within)
    if not minutes or not _reach_evening(minutes, is_first=_is_first(day, slots)):
        return None
    return DayWeather(
        date=day,
        kind="forecast",
        low=round(min(slot["low"] for _, slot in within), 1),
        high=round(max(slot["high"] for _, slot in within), 1),
        rain_chance=max(slot["chance"] for _, slot in within),
        wet=_wet(sorted(minute for minute, slot in within if _is_wet(slot))),
        sky=_sky([slot for _, slot in within]),
        found=found,
    )


def _start(slot: Slot) -> datetime:
    return datetime.fromtimestamp(slot["at"], UTC).astimezone(SEOUL)


def _is_first(day: date, slots: Sequence[Slot]) -> bool:
    """Tell whether the forecast begins on this day, whose earlier hours have passed."""
    return min(_start(slot) for slot in slots).date() == day


def _reach_evening(minutes: Sequence[int], *, is_first: bool) -> bool:
    begins = minutes[0] <= SLOT or is_first
    gapless = all(later - earlier <= SLOT for earlier, later in pairwise(minutes))
    return begins and gapless and minutes[-1] + SLOT >= EVENING


def _is_wet(slot: Slot) -> bool:
    return bool(slot["chance"] >= LIKELY or max(slot["rain"], slot["snow"]) >= FELT)


def _wet(minutes: Sequence[int]) -> tuple[Window, ...]:
    windows: list[Window] = []
    for minute in minutes:
        if windows and windows[-1].closes >= minute:
            windows[-1] = Window(windows[-1].opens, minute + SLOT)
        else:
            windows.append(Window(minute, minute + SLOT))
    return tuple(windows)


def _sky(slots: Sequence[Slot]) -> Sky:
    if any(_is_wet(slot) and slot["snow"] > slot["rain"] for slot in slots):
        return "snow"
    if any(_is_wet(slot) for slot in slots):
        return "rain"
    skies = {slot["sky"] for slot in slots}
    if skies == {"Clear"}:
        return "clear"
    return "clouds" if skies == {"Clouds"} else "mixed"
