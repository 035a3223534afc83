"""How long a failed job waits before its next attempt."""

from datetime import timedelta
from typing import Final

FIRST: Final = timedelta(seconds=2)
LONGEST: Final = timedelta(minutes=5)


def pause_after(attempts: int, *, drawn: bytes) -> timedelta:
    """Return a pause between nothing and a limit that doubles with each attempt, where drawn bytes say.

    Drawn from the whole range, so that what failed together does not come back together.
    """
    share: float = int.from_bytes(drawn) / 256 ** len(drawn)
    longest: timedelta = min(LONGEST, FIRST * 2**attempts)
    return longest * share
