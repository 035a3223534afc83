"""What can be the matter with a service outside of Oddiya, and what follows from it.

The reasons are words of our own: what a service says may quote the key that it was asked with.
"""

from datetime import timedelta
from typing import Final

from attrs import define

from core.errors import BadAnswer, NoAnswer, Unavailable

LONG: Final = timedelta(minutes=10)


@define(kw_only=True)
class Trouble(Exception):  # noqa: N818 - named for the fact
    """Why there is no answer to work with; the `why` tells the operator also what to do.

    - `again`: the same question may be answered when it is asked once more, not before `retry_after` seconds.
    - `rest`: nothing more is asked for so long; only the operator, or time, can mend it.
    - `counts`: the service is not well; otherwise it is our question that is wrong.
    - `told`: the operator knows of it already.
    """

    why: str
    kind: type[Unavailable] = Unavailable
    again: bool = False
    retry_after: float = 0.0
    rest: timedelta | None = None
    counts: bool = True
    told: bool = False


def failing(why: str, *, retry_after: float = 0.0) -> Trouble:
    """Return the trouble of a service that fails now and may not the next time."""
    return Trouble(why=why, again=True, retry_after=retry_after)


def silent(why: str) -> Trouble:
    """Return the trouble of a service that does not answer."""
    return Trouble(why=why, kind=NoAnswer, again=True)


def nonsense(why: str) -> Trouble:
    """Return the trouble of an answer that cannot be right."""
    return Trouble(why=why, kind=BadAnswer, again=True)


def blocked(why: str) -> Trouble:
    """Return the trouble of a service that will not answer us for long, however often it is asked."""
    return Trouble(why=why, rest=LONG)


def refused(why: str) -> Trouble:
    """Return the trouble of a question that the service finds wrong."""
    return Trouble(why=why, kind=BadAnswer, counts=False)
