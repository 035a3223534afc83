"""Short-lived values that may be lost at any moment."""

from datetime import timedelta
from typing import Protocol


class Cache(Protocol):
    """Keeps bytes under a key for a while.

    - A value is gone once its time to live has passed; it may be gone earlier.
    - Absence is `None`, never an error.
    - `add` and `pop` are atomic: of many at once, exactly one adds and exactly one pops.
    - Keys are any text up to 512 characters; they are never interpreted.
    - `Unavailable` is raised, within the adapter's own time-out, when the cache does not answer.
    """

    async def get(self, key: str) -> bytes | None:
        """Return the value, or None."""
        ...

    async def set(self, key: str, value: bytes, *, ttl: timedelta) -> None:
        """Keep the value, replacing any other."""
        ...

    async def add(self, key: str, value: bytes, *, ttl: timedelta) -> bool:
        """Keep the value if the key is free; tell whether it was."""
        ...

    async def pop(self, key: str) -> bytes | None:
        """Return the value and forget it, in one step."""
        ...

    async def delete(self, key: str) -> None:
        """Forget the value, if there is one."""
        ...
