"""Reads the hours of a place, clause by clause: which days, which months, from when to when."""

import re
from collections.abc import Callable, Mapping
from typing import Final

from attrs import Factory, define, field

from adapters.tourapi.scanning import NotUnderstood, days_of, plain, tokens
from adapters.tourapi.use_tokens import RULES, ahead_of, minute_of, span_of

Span = tuple[int, int]

EVERY_DAY: Final = frozenset(range(7))
WEEKDAYS: Final = frozenset(range(5))
WEEKEND: Final = frozenset((5, 6))
YEAR: Final = frozenset(range(1, 13))
# The months in which it may be that season: whoever tells of one only has not told of the whole year.
SEASONS: Final[Mapping[str, frozenset[int]]] = {"summer": frozenset((101,)), "winter": frozenset((102,))}
BOTH: Final = SEASONS["summer"] | SEASONS["winter"]


@define(kw_only=True)
class Clause:
    """On some days of some months, from when to when; `days` are None where none are named."""

    days: frozenset[int] | None = None
    months: frozenset[int] | None = None
    spans: list[Span] = field(factory=list)
    entry_ends: int | None = None
    entry_ends_before: int = 0

    @property
    def last_entry(self) -> int:
        """How many minutes before it closes the last visitor is let in."""
        if self.entry_ends is None:
            return self.entry_ends_before
        opens, closes = self.spans[-1]
        if not opens < self.entry_ends <= closes:
            raise NotUnderstood
        return max(closes - self.entry_ends, self.entry_ends_before)


@define
class UseText:
    """What a text says."""

    clauses: list[Clause] = Factory(list)
    pauses: list[Span] = Factory(list)
    never_closed: bool = False


def read_use(text: str) -> UseText:
    """Read a text about hours; if any part is not understood, it is `NotUnderstood`."""
    reader = Reader()
    for name, match in tokens(plain(text), RULES):
        reader.take(name, match)
    reader.finish()
    return reader.read


@define
class Reader:
    """Takes one token after the other; days and months stand before the hours that they are about."""

    read: UseText = Factory(UseText)
    _clause: Clause = Factory(Clause)
    _named: set[str] = Factory(set)

    def take(self, name: str, match: "re.Match[str]") -> None:
        """Take one token."""
        found = [group for group in match.groups() if group is not None]
        days: Mapping[str, Callable[[], frozenset[int]]] = {
            "every": lambda: EVERY_DAY,
            "weekdays": lambda: WEEKDAYS,
            "weekend": lambda: WEEKEND,
            "holidays": lambda: EVERY_DAY,  # any day may be one, so what holds on them holds on all
            "days": lambda: days_of(found[0]),
        }
        if name in days:
            self._qualify(days=days[name]())
        elif name in SEASONS:
            self._qualify(months=SEASONS[name])
        elif name == "months":
            self._qualify(months=_months(int(found[0]), int(found[1])))
        elif name == "never":
            self.read.never_closed = True
        else:
            self._time(name, found)

    def finish(self) -> None:
        """End the last clause."""
        if not self._clause.spans:
            raise NotUnderstood
        self.read.clauses.append(self._clause)
        if self.read.clauses[0].days is self.read.clauses[0].months is None and len(self.read.clauses) > 1:
            raise NotUnderstood  # here, days may stand behind the hours that they are about

    def _time(self, name: str, found: list[str]) -> None:
        clause = self._clause
        if name == "range":
            clause.spans.append(span_of(found[0], found[1]))
        elif name == "pause":
            self.read.pauses.append(span_of(found[0], found[1]))
        elif name in ("last", "before") and not clause.spans:
            raise NotUnderstood
        elif name == "last":
            clause.entry_ends = minute_of(found[0])
        elif name == "before":
            clause.entry_ends_before = ahead_of(found[0], found[1])

    def _qualify(self, *, days: frozenset[int] | None = None, months: frozenset[int] | None = None) -> None:
        if self._clause.spans:
            self.read.clauses.append(self._clause)
            self._clause = Clause(days=self._clause.days, months=self._clause.months)
            self._named = set()
        clause = self._clause
        if days is not None:
            clause.days = self._joined("days", clause.days, days)
        if months is not None:
            clause.months = self._joined("months", clause.months, months)

    def _joined(self, what: str, known: frozenset[int] | None, new: frozenset[int]) -> frozenset[int]:
        """Return what is named together; what only comes from the clause before gives way."""
        together = known is not None and what in self._named
        self._named.add(what)
        return new | (known or frozenset()) if together else new


def _months(first: int, last: int) -> frozenset[int]:
    if not {first, last} <= YEAR:
        raise NotUnderstood
    return frozenset((month - 1) % 12 + 1 for month in range(first, last + (1 if first <= last else 13)))
