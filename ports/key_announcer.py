"""How everybody who reads access tokens hears of a change of the keys at once."""

from collections.abc import Mapping, Sequence
from typing import Protocol


class KeyAnnouncer(Protocol):
    """Tells those who follow the keys of this issuer which of them are published.

    - `announce` takes the keys as a `KeyRing` publishes them. Within two seconds those that are new are good for all
      who can be reached this way, and those that are gone are not.
    - It is to be called every second: saying the same again costs little, and keeps anything older from lasting.
    - `Unavailable` is raised when nobody can be told now; the others then find out by themselves, if later.
    """

    async def announce(self, keys: Sequence[Mapping[str, str]]) -> None:
        """Say which keys are published now."""
        ...
