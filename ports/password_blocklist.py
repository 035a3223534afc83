"""Passwords that everybody tries first."""

from typing import Protocol


class PasswordBlocklist(Protocol):
    """Knows the most common passwords.

    - `has` tells whether the password is one of the ten thousand most common ones, in any case, or one of these or a
      single character repeated.
    """

    def has(self, password: str) -> bool:
        """Tell whether the password is common."""
        ...
