"""Reads when a place is closed from what the tourism organisation writes about it."""

import re
from typing import Final

from attrs import evolve, frozen

from adapters.tourapi.scanning import DAY_LIST, Token, days_of, plain, rule, tokens
from core.planning.model.hours import Holiday

NTH_WORDS: Final = ("첫|1", "둘|두|2", "셋|세|3", "넷|네|4", "다섯|5", "마지막")
NTH: Final = r"(?:첫|둘|두|셋|세|넷|네|다섯|[1-5]|마지막)\s*(?:번\s*째|째)?(?:\s*주)?"
MONTH: Final = r"(?:매월|매달)?\s*"
CLOSED: Final = r"(?:휴관|휴무|휴장|휴점|쉽니다|쉼)"
IF_HOLIDAY: Final = (
    r"(?:단,?\s*)?(?:월요일이\s*)?공휴일\s*(?:인|일|이면|과\s*겹칠|과\s*겹치는)\s*(?:경우|때|시)?"
    r"\s*(?:에는|에|는)?,?\s*"
)
NEXT_DAY: Final = (
    r"(?:그\s*)?(?:다음\s*(?:날|일)|익일|(?:다음|이후)\s*(?:첫\s*(?:번째\s*)?)?평일|화요일)\s*(?:에|이|은)?\s*"
)

RULES: Final = (
    rule("moved", IF_HOLIDAY + NEXT_DAY + rf"(?:대체)?\s*{CLOSED}?"),
    rule("kept", IF_HOLIDAY + r"(?:개관|개방|개장|정상\s*(?:운영|영업|개관)|운영|영업|제외)"),
    rule("never", r"연중\s*무휴|무휴|(?:휴무일?\s*)?없음|연중\s*개방"),
    rule("new-year", r"(?:매년\s*)?(?:1월\s*1일|신정|새해\s*첫날)"),
    rule("seollal", r"설날|설(?=\s|,|·|/|및|과|와|연휴|당일)|구정"),
    rule("chuseok", r"추석|한가위"),
    rule("feasts", r"명절"),
    rule("nth", rf"{MONTH}({NTH}(?:\s*(?:[,·/&]|및|과|와)\s*{NTH})*)\s*({DAY_LIST})"),
    rule("days", rf"(?:매주\s*)?({DAY_LIST})"),
    rule("closed", rf"정기\s*{CLOSED}일?|{CLOSED}일?|정기\s*휴일|휴일\s*:"),
    rule("noise", r"당일|연휴(?:\s*기간)?|매주|매년|각|단,|및|과|와|은|는|\s|[,./·&:;()\[\]\-*※○●■]"),
)


@frozen(kw_only=True)
class RestDays:
    """The days on which a place is closed; `moved`: when such a day is a public holiday, it is the next one instead."""

    days: frozenset[int] = frozenset()
    weeks: frozenset[tuple[int, int]] = frozenset()
    holidays: frozenset[Holiday] = frozenset()
    moved: bool = False


def rest_days(text: str) -> RestDays | None:
    """Return the days on which a place is closed, None where nothing is said; else it is `NotUnderstood`."""
    rest, said = RestDays(), False
    for token in tokens(plain(text), RULES):
        rest = _with(rest, token)
        said = said or token[0] not in ("closed", "noise")
    return rest if said else None


def _with(rest: RestDays, token: Token) -> RestDays:
    name, match = token
    match name:
        case "days":
            return evolve(rest, days=rest.days | days_of(match[1]))
        case "nth":
            weeks = {(week, day) for week in _weeks(match[1]) for day in days_of(match[2])}
            return evolve(rest, weeks=rest.weeks | weeks)
        case "new-year" | "seollal" | "chuseok":
            return evolve(rest, holidays=rest.holidays | {name})
        case "feasts":
            return evolve(rest, holidays=rest.holidays | {"seollal", "chuseok"})
        case "moved":
            return evolve(rest, moved=True)
        case _:
            return rest


def _weeks(text: str) -> set[int]:
    weeks = {number for number, word in enumerate(NTH_WORDS, start=1) if re.search(word, text)}
    # The last one of a month is its fourth or its fifth.
    return weeks - {6} | ({4, 5} if 6 in weeks else set())  # noqa: PLR2004 - after the fifth
