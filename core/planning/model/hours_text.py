"""Opening hours as one line of text, for data files and for people.

09:00-18:00                            the same every day
09:00-18:00 last 17:00                 nobody is let in after 17:00
mon-fri 11:00-15:00,17:00-21:00; sat,sun 10:00-22:00
09:00-18:00; closed mon                except Mondays
10:00-20:00; closed 2nd,4th sun; closed seollal,chuseok
18:00-26:00                            until two in the morning
always                                 never closes
?                                      nobody knows; so is a day that no clause names
"""

from collections.abc import Iterator
from functools import lru_cache
from typing import Final, get_args

from core.planning.model.hours import ALWAYS, WEEK, Holiday, OpeningHours, Window
from core.planning.model.seoul_time import clock, minute

DAYS: Final = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
NTH: Final = ("1st", "2nd", "3rd", "4th", "5th")
MANY_HOURS: Final = 1024
HOLIDAYS: Final[tuple[Holiday, ...]] = get_args(Holiday)


def hours_of(text: str) -> OpeningHours | None:
    """Read opening hours, None where they are unknown; a `ValueError` says what is wrong with the text."""
    if text == "?":
        return None
    if text == "always":
        return ALWAYS
    weekly: list[tuple[Window, ...] | None] = [None] * WEEK
    last_entry, weeks, holidays = 0, set(), set()
    for clause in (part.split() for part in text.split(";")):
        match clause:
            case ["closed", names] if set(names.split(",")) <= set(HOLIDAYS):
                holidays |= set(names.split(","))
            case ["closed", nths, names]:
                weeks |= {(_nth(nth), day) for nth in nths.split(",") for day in _days(names)}
            case ["closed", names]:
                _fill(weekly, _days(names), ())
            case [*names, windows, "last", _] | [*names, windows] if len(names) <= 1:
                read = tuple(_window(window) for window in windows.split(","))
                _fill(weekly, _days(names[0]) if names else range(WEEK), read)
                if "last" in clause:
                    last_entry = max(last_entry, read[-1].closes - minute(clause[-1]))
            case _:
                raise ValueError(f"{' '.join(clause)!r} is no clause of opening hours")
    return OpeningHours(
        weekly=tuple(weekly),
        last_entry=last_entry,
        closed_weeks=frozenset(weeks),
        closed_holidays=frozenset(one for one in HOLIDAYS if one in holidays),
    )


@lru_cache(MANY_HOURS)
def text_of(hours: OpeningHours | None) -> str:
    """Write opening hours as `hours_of` reads them."""
    if hours is None:
        return "?"
    if hours == ALWAYS:
        return "always"
    alike = _alike(hours)
    never, unknown = alike.pop((), []), alike.pop(None, [])
    everywhere = len(alike) == 1 and not unknown
    clauses = [
        _clause(windows, [] if everywhere else days, hours.last_entry) for windows, days in alike.items() if windows
    ]
    clauses += [f"closed {_named(never)}"] if never else []
    clauses += [f"closed {nths} {DAYS[day]}" for nths, day in _weeks(hours)]
    closed = [one for one in HOLIDAYS if one in hours.closed_holidays]
    return "; ".join([*clauses, *([f"closed {','.join(closed)}"] if closed else [])]) or "?"


def _fill(weekly: list[tuple[Window, ...] | None], days: range | list[int], windows: tuple[Window, ...]) -> None:
    for day in days:
        weekly[day] = windows


def _days(text: str) -> list[int]:
    days: list[int] = []
    for part in text.split(","):
        first, _, last = part.partition("-")
        if first not in DAYS or (last or first) not in DAYS:
            raise ValueError(f"{part!r} is no day such as mon or mon-fri")
        run = range(DAYS.index(first), DAYS.index(last or first) + 1)
        if not run:
            raise ValueError(f"{part!r} goes backwards: write {first}-sun,mon-{last}")
        days += run
    return days


def _nth(text: str) -> int:
    if text not in NTH:
        raise ValueError(f"{text!r} is not one of {', '.join(NTH)}")
    return NTH.index(text) + 1


def _window(text: str) -> Window:
    opens, _, closes = text.partition("-")
    return Window(minute(opens), minute(closes))


def _alike(hours: OpeningHours) -> dict[tuple[Window, ...] | None, list[int]]:
    alike: dict[tuple[Window, ...] | None, list[int]] = {}
    for day, windows in enumerate(hours.weekly):
        alike.setdefault(windows, []).append(day)
    return alike


def _weeks(hours: OpeningHours) -> Iterator[tuple[str, int]]:
    for day in range(WEEK):
        nths = [NTH[nth - 1] for nth, other in sorted(hours.closed_weeks) if other == day]
        if nths:
            yield ",".join(nths), day


def _clause(windows: tuple[Window, ...], days: list[int], last_entry: int) -> str:
    text = ",".join(f"{clock(window.opens)}-{clock(window.closes)}" for window in windows)
    last = f" last {clock(windows[-1].closes - last_entry)}" if last_entry else ""
    return f"{_named(days)} {text}{last}".lstrip()


def _named(days: list[int]) -> str:
    """Name days, three and more in a row as from one to another."""
    runs: list[list[int]] = []
    for day in days:
        if runs and runs[-1][-1] == day - 1:
            runs[-1].append(day)
        else:
            runs.append([day])
    return ",".join(
        f"{DAYS[run[0]]}-{DAYS[run[-1]]}" if len(run) > 2 else ",".join(DAYS[day] for day in run)  # noqa: PLR2004 - a pair is named as two
        for run in runs
    )
