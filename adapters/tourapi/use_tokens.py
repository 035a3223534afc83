"""What can stand in a text about the hours of a place."""

import re
from typing import Final

from adapters.tourapi.scanning import DAY_LIST, NotUnderstood, rule

NOON, DAY = 12 * 60, 24 * 60
LATEST_MORNING: Final = 6 * 60
LONGEST: Final = 20 * 60

TIME: Final = r"(?:오전|오후|새벽)?\s*\d{1,2}(?::\d{2}|시(?:\s*\d{1,2}분|\s*반)?)(?!\d)"
NEXT: Final = r"(?:익일|다음\s*날)?\s*"
RANGE: Final = rf"({TIME})\s*(?:부터\s*[~-]?|[~-])\s*({NEXT}{TIME})\s*(?:까지)?"
ENTRY: Final = r"(?:입장|매표|발권|접수|주문|관람)"
LAST: Final = rf"(?:{ENTRY}\s*(?:마감|종료)|마지막\s*(?:입장|주문)|최종\s*입장|라스트\s*오더)\s*(?:시간)?\s*[:은는]?\s*"
PAUSE: Final = r"(?:브레이크\s*타임|휴게\s*시간|휴식\s*시간|준비\s*시간)"
END: Final = r"(?:폐장|폐관|폐점|마감|(?:관람|운영|영업|이용)?\s*종료)\s*(?:시간)?\s*"
SUMMER: Final = r"(?:하절기|하계)"
WINTER: Final = r"(?:동절기|동계)"
BEFORE: Final = r"(\d{1,3})\s*(시간|분)\s*전\s*(?:까지|에)?\s*"

ALWAYS: Final = re.compile(
    r"(?:연중\s*무휴|연중|365일)?[\s,/]*(?:상시|24\s*시간)?[\s,]*(?:상시|24\s*시간)\s*"
    r"(?:개방|이용\s*가능|이용|운영|영업|관람\s*가능|관람|가능|오픈)?"
)
RULES: Final = (
    rule("pause", rf"{PAUSE}\s*:?\s*{RANGE}|{RANGE}\s*{PAUSE}"),
    rule("before", rf"{END}{BEFORE}(?:{ENTRY})?\s*(?:마감|가능|완료|종료)?|{LAST}(?:{END})?{BEFORE}"),
    rule("last", rf"{LAST}({TIME})\s*(?:까지)?|({TIME})\s*(?:까지|에)?\s*{ENTRY}\s*(?:마감|완료|가능|종료)"),
    rule("range", RANGE),
    rule("months", rf"(?:{SUMMER}|{WINTER})?\s*[(\[]?(\d{{1,2}})월?\s*~\s*(?:익년|다음\s*해)?\s*(\d{{1,2}})월"),
    rule("summer", SUMMER),
    rule("winter", WINTER),
    rule("every", r"매일|연중(?!\s*무휴)"),
    rule("never", r"연중\s*무휴|무휴"),
    rule("weekdays", r"평일"),
    rule("weekend", r"주말"),
    rule("holidays", r"(?:법정\s*)?공휴일"),
    rule("days", rf"({DAY_LIST})"),
    rule("noise", r"(?:이용|운영|관람|영업|개방|개장|입장|오픈)\s*(?:가능)?\s*(?:시간)?|및|\s|[,./·&:;()\[\]\-*※○●■|]"),
)  # fmt: skip


def minute_of(text: str) -> int:
    """Return the minute of the day of a time that a rule has recognised."""
    found = re.search(r"(\d{1,2})(?::(\d{2})|시(?:\s*(\d{1,2})분|\s*(반))?)", text)
    if found is None:
        raise NotUnderstood
    minutes = 30 if found[4] else int(found[2] or found[3] or 0)
    minute = int(found[1]) * 60 + minutes
    if "오후" in text and minute < NOON:
        minute += NOON
    if ("오전" in text or "새벽" in text) and NOON <= minute < NOON + 60:
        minute -= NOON
    if minute > DAY or minutes >= 60:  # noqa: PLR2004 - minutes of an hour
        raise NotUnderstood
    return minute


def span_of(opens: str, closes: str) -> tuple[int, int]:
    """Return from when to when, across midnight where that is what it says; 9:00~6:00 may mean the evening."""
    first, last = minute_of(opens), minute_of(closes)
    if last <= first or re.match(NEXT + "$", closes) or "익일" in closes or "다음" in closes:
        is_plain = re.search(r"오전|새벽|익일|다음|(?<!\d)0\d:", closes)
        if last > LATEST_MORNING or not is_plain:
            raise NotUnderstood
        last += DAY
    if first == DAY or not 0 < last - first <= max(LONGEST, DAY if (first, last) == (0, DAY) else 0):
        raise NotUnderstood
    return first, last


def ahead_of(number: str, unit: str) -> int:
    """Return so many minutes or hours in minutes."""
    return int(number) * (60 if unit == "시간" else 1)
