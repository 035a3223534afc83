"""Passwords as they are kept: never as they are."""

from typing import Protocol


class PasswordHasher(Protocol):
    """Turns passwords into hashes that cost time and memory to try.

    - `hash` returns a PHC string with a fresh salt: the same password twice gives two hashes.
    - `verify` tells whether the password is the one that was hashed, whatever its length or script and with whatever
      parameters it was hashed; what is not a hash is False, after as long as any other. All of the password counts.
    - `verify(None, password)` takes as long as a wrong password takes, and is False: for accounts that there are not.
    - `is_outdated` tells whether a hash was made with weaker parameters than `hash` uses now.
    - Only so many hashes are made at once, so that neither the event loop nor the memory suffers; with too many
      waiting, `TooMany` is raised at once.
    """

    async def hash(self, password: str) -> str:
        """Hash a password."""
        ...

    async def verify(self, password_hash: str | None, password: str) -> bool:
        """Compare a password with a hash."""
        ...

    def is_outdated(self, password_hash: str) -> bool:
        """Tell whether to hash again."""
        ...
