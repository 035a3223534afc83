"""Cuts Korean free text into what is understood; a text of which any part is not understood is not read at all."""

import re
from collections.abc import Iterator, Sequence
from html import unescape
from typing import Final
from unicodedata import normalize

Rules = Sequence[tuple[str, "re.Pattern[str]"]]
Token = tuple[str, "re.Match[str]"]

LONGEST: Final = 1000
DASHES: Final = dict.fromkeys(map(ord, "\u223c\u301c\uff5e\u2013\u2014\u2012\u2212\u02dc"), "~")

DAYS: Final = "월화수목금토일"
DAY: Final = rf"[{DAYS}](?:요일)?(?=[^가-힣]|[및과와휴은는]|$)"
DAY_LIST: Final = rf"{DAY}(?:\s*(?:[~,·/&]|및|과|와)\s*{DAY})*"


class NotUnderstood(ValueError):  # noqa: N818 - named for the fact
    """A part of a text means nothing to us."""


def plain(text: str) -> str:
    """Return a text without markup, with the usual letters for what can be written in several ways."""
    if len(text) > LONGEST:
        raise NotUnderstood
    unmarked = re.sub(r"<[^<>]*>", " ", unescape(text))
    return " ".join(normalize("NFKC", unmarked.translate(DASHES)).split())


def rule(name: str, pattern: str) -> tuple[str, "re.Pattern[str]"]:
    """Return a rule by which a part of a text is recognised."""
    return name, re.compile(pattern)


def tokens(text: str, rules: Rules) -> Iterator[Token]:
    """Cut a text by the first rule that fits at each place; where none fits, it is `NotUnderstood`."""
    place = 0
    while place < len(text):
        found = next(((name, match) for name, rule in rules if (match := rule.match(text, place))), None)
        if found is None or found[1].end() == place:
            raise NotUnderstood
        yield found
        place = found[1].end()


def days_of(text: str) -> frozenset[int]:
    """Return the days of a list such as 월~수, 토요일; Monday is 0."""
    days: set[int] = set()
    for part in re.split(r"[,·/&및과와]", text):
        named = [DAYS.index(letter) for letter in part.replace("요일", "") if letter in DAYS]
        if "~" in part and len(named) == 2:  # noqa: PLR2004 - from one to the other
            first, last = named
            named = [day % 7 for day in range(first, last + (1 if first <= last else 8))]
        days.update(named)
    return frozenset(days)
