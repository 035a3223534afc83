"""How much of the language model may be used, as the operator has it."""

from datetime import datetime
from typing import Any, Self

from attrs import field, frozen
from attrs.validators import ge

from adapters.section import setting
from ports.usage_meter import Allowed


class Amount(int):
    """A whole number, zero or more."""

    __slots__ = ()

    def __new__(cls, text: str) -> Self:
        """Refuse what is below zero."""
        amount = super().__new__(cls, text)
        if amount < 0:
            raise ValueError(text)
        return amount


@frozen(kw_only=True)
class Allowance:
    """So many calls an hour and so many tokens a day."""

    calls: int = field(validator=ge(0))
    tokens: int = field(validator=ge(0))

    def verdict(self, *, calls: int, tokens: int) -> Allowed:
        """Return whether one more call is granted after these calls of the hour and tokens of the day."""
        if tokens >= self.tokens:
            return Allowed(granted=False, why="this day's tokens of the language model are used up")
        if calls >= self.calls:
            return Allowed(granted=False, why="this hour's calls of the language model are used up")
        return Allowed(granted=True)


def hour_of(now: datetime) -> str:
    """Return the name of an hour."""
    return f"{now:%Y-%m-%dT%H}"


def day_of(now: datetime) -> str:
    """Return the name of a day."""
    return f"{now:%Y-%m-%d}"


def calls_setting() -> Any:
    """Declare a field of a section that holds how many calls an hour has."""
    return setting(
        "ODDIYA_LLM_CALLS_PER_HOUR", "how many tasks the language model may be set an hour", default=Amount("120")
    )


def tokens_setting() -> Any:
    """Declare a field of a section that holds how many tokens a day has."""
    return setting(
        "ODDIYA_LLM_TOKENS_PER_DAY", "how many tokens the language model may take a day", default=Amount("2000000")
    )
