"""How much of a language model may still be used, by all processes together."""

from typing import Protocol

from attrs import frozen


@frozen(kw_only=True)
class Allowed:
    """A permission to call, or why there is none."""

    granted: bool
    why: str = ""


class UsageMeter(Protocol):
    """Counts calls in each hour and tokens in each day, across processes.

    - `ask` grants a call and counts it, or says why not; of many at once no more are granted than are left.
    - `spent` counts tokens, also beyond what is left: then nothing is granted until the next day.
    - Hours and days are those of the clock, in UTC; what is over is forgotten.
    - `Unavailable` is raised, within the adapter's own time-out, when the meter does not answer.
    """

    async def ask(self) -> Allowed:
        """Ask to make one call."""
        ...

    async def spent(self, tokens: int) -> None:
        """Tell what a call took."""
        ...
