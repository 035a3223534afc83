"""Where keys to verify with come from."""

from typing import Any, Protocol


class PublicKeys(Protocol):
    """python-jose's keys by their kid, as they are published now.

    - A key is the same object for as long as it is published; what was found good with it is good no longer than that.
    - `public` answers at once, and with None for a kid that it does not know.
    - `sought` is asked about such a kid, and may look further. `Unavailable` says that no keys are known at all.
    """

    def public(self, kid: str) -> Any:
        """Return the key, or None."""
        ...

    async def sought(self, kid: str) -> Any:
        """Return the key if it can be found, or None."""
        ...
