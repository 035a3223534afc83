"""Passwords that everybody tries first."""

from typing import Protocol


class PasswordBlocklist(Protocol):
    """Knows the most common passwords.

    - `has` tells whether the password is one of the ten thousand most common ones, in any case; whether it is one of
      these, written several times; or whether it is one character, written several times.
    """

    def has(self, password: str) -> bool:
        """Tell whether the password is common."""
        ...
