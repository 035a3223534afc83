"""What is remembered of what came in, and no more of it than so much."""

from typing import Generic, TypeVar

Key = TypeVar("Key")
Value = TypeVar("Value")


class Remembered(Generic[Key, Value]):
    """Holds so many values by their keys; the oldest makes room.

    Unlike what `lru_cache` remembers, it can be asked before anybody has found out whether it may be remembered.
    """

    __slots__ = ("_most", "_values", "get")

    def __init__(self, most: int) -> None:
        self._most = most
        self._values: dict[Key, Value] = {}
        self.get = self._values.get

    def keep(self, key: Key, value: Value) -> None:
        """Remember a value."""
        if len(self._values) >= self._most:
            del self._values[next(iter(self._values))]
        self._values[key] = value
