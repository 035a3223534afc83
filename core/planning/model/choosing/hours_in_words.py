"""When a note wants days to begin and to end, as far as simple rules can read it."""

import re
from collections.abc import Iterator
from typing import Final

from core.planning.model.choosing.day_bounds import DayBounds, bounded
from core.planning.model.choosing.hours_grammar import (
    ENDS,
    HALVES,
    NAMED,
    NO,
    NUMBERS,
    ONE_DAY,
    STARTS,
    TIMES,
)
from core.planning.model.preferences import LATEST

CLAUSE: Final = re.compile(
    r"(?<!\d)[.!?;\n。,、]|[.!?;\n。,、](?!\d)|(?<![a-z])(?:but|however)(?![a-z])|하지만|지만|でも|けど"
)
MORNING_OR_EVENING: Final = re.compile(r"([ap])\.m\.?", re.IGNORECASE)
DAWN, LATE_MORNING, NOON = 5, 10, 12
HOUR: Final = 60


def hours_in(note: str) -> DayBounds:
    """Read when days begin and end; what is about one day, a train or a meal is not meant, nor what contradicts."""
    starts, ends = set[int](), set[int]()
    for clause in CLAUSE.split(MORNING_OR_EVENING.sub(r"\1m", note)):
        if ONE_DAY.search(clause):
            continue
        starts.update(_said(clause, STARTS, late=False))
        ends.update(_said(clause, ENDS, late=True))
    return bounded(_only(starts), _only(ends))


def _said(clause: str, patterns: tuple[re.Pattern[str], ...], *, late: bool) -> Iterator[int]:
    for pattern in patterns:
        for found in pattern.finditer(clause):
            is_denied = NO.search(clause) and not found.groupdict().get("denied")
            minute = _minute(found["time"], late=late)
            minute = LATEST if late and minute == 0 else minute
            if minute is not None and not is_denied:
                yield minute


def _minute(time: str, *, late: bool) -> int | None:
    """Read a time of day; where nothing tells morning from evening, days begin in one and end in the other."""
    read = next(found for pattern in TIMES if (found := pattern.fullmatch(time.strip()))).groupdict()
    if named := read["named"]:
        return NAMED[named.casefold()] * HOUR
    hour = _number(read["hour"])
    minutes = HOUR // 2 if read.get("half") else _number(read["minutes"] or "0")
    if hour > 2 * NOON or minutes >= HOUR:
        return None
    half = HALVES.get((read["day"] or "").casefold(), "late" if late else "early")
    exact = hour > NOON or read["hour"].startswith("0")
    return (hour if exact else _of_24(hour, half)) * HOUR + minutes


def _of_24(hour: int, half: str) -> int:
    match half:
        case "am":
            return hour % NOON
        case "pm":
            return hour % NOON + NOON
        case "day":
            return hour if hour >= LATE_MORNING else hour + NOON
        case "night":
            return hour + NOON if hour >= DAWN else hour + 2 * NOON
        case "late":
            return hour + NOON
        case _:
            return hour if hour >= DAWN else hour + NOON


def _number(text: str) -> int:
    return NUMBERS.get(text.casefold()) or int(text)


def _only(said: set[int]) -> int | None:
    return said.pop() if len(said) == 1 else None
