"""Whose turn it is to do what all processes together do but now and then."""

from collections.abc import Callable
from datetime import timedelta
from math import inf
from time import monotonic

from adapters.jose.shared_copy import SharedCopy
from core.errors import Unavailable


class Turns:
    """Gives turns through the cache; while that does not answer, each process has turns of its own."""

    def __init__(self, shared: SharedCopy, *, seconds: Callable[[], float] = monotonic) -> None:
        self._shared = shared
        self._seconds = seconds
        self._ours_until: dict[str, float] = {}

    async def takes(self, what: str, *, lasts: timedelta) -> bool:
        """Tell whether it is this process's turn now; then it is nobody's for so long, however it is used."""
        if self._seconds() < self._ours_until.get(what, -inf):
            return False
        try:
            is_ours = await self._shared.takes_turn(what, lasts=lasts)
        except Unavailable:
            is_ours = True
        if is_ours:
            self._ours_until[what] = self._seconds() + lasts.total_seconds()
        return is_ours
