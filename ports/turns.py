"""Things that only one process does at a time."""

from contextlib import AbstractAsyncContextManager
from datetime import datetime
from typing import ClassVar, Protocol

from attrs import define

from core.errors import Conflict


@define(kw_only=True)
class TurnTaken(Conflict):
    """Another process is doing this at the moment."""

    code: ClassVar[str] = "turn-taken"
    says: ClassVar[str] = "{what} is going on already, in another process"
    what: str


class Turn(Protocol):
    """The right to do something, for as long as the block lasts.

    `now` returns the time by the clock of whoever grants turns, which all processes share; `Unavailable` is raised once
    the turn is lost, or when nobody answers.
    """

    async def now(self) -> datetime:
        """Tell the time, and that the turn is still ours."""
        ...


class Turns(Protocol):
    """Grants turns.

    - `take` raises `TurnTaken` at once where somebody has the turn of that name, in whatever process; another name is
      another turn. A name is of a-z, 0-9 and "-".
    - The turn ends with the block, and also when the process dies.
    - `Unavailable` is raised when nobody answers.
    """

    def take(self, what: str) -> AbstractAsyncContextManager[Turn]:
        """Take a turn."""
        ...
