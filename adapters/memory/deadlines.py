"""What is due when: how memory adapters forget what nobody asks for again."""

from datetime import datetime
from heapq import heapify, heappop, heappush
from typing import Generic, TypeVar

Key = TypeVar("Key", str, tuple[str, str])

SLACK = 64


class Deadlines(Generic[Key]):
    """One moment for each key, the soonest at hand; a call costs about the same however many keys there are."""

    def __init__(self) -> None:
        self._at: dict[Key, datetime] = {}
        self._heap: list[tuple[datetime, Key]] = []

    def __len__(self) -> int:
        return len(self._at)

    def of(self, key: Key) -> datetime | None:
        """Return the key's moment."""
        return self._at.get(key)

    def set(self, key: Key, at: datetime) -> None:
        """Give the key a moment, instead of any other."""
        self._at[key] = at
        heappush(self._heap, (at, key))
        if len(self._heap) > 2 * len(self._at) + SLACK:
            self._heap = [(at, key) for key, at in self._at.items()]
            heapify(self._heap)

    def forget(self, key: Key) -> None:
        """Take the key's moment away."""
        self._at.pop(key, None)

    def forget_due(self, now: datetime, *, at_most: int) -> list[Key]:
        """Forget keys whose moment has come, and tell which."""
        forgotten: list[Key] = []
        while len(forgotten) < at_most and (key := self._soonest()) is not None and self._at[key] <= now:
            del self._at[key]
            forgotten.append(key)
        return forgotten

    def forget_soonest(self) -> Key | None:
        """Forget the key whose moment comes first, and tell which."""
        key = self._soonest()
        if key is not None:
            del self._at[key]
        return key

    def _soonest(self) -> Key | None:
        while self._heap:
            at, key = self._heap[0]
            if self._at.get(key) == at:
                return key
            heappop(self._heap)
        return None
