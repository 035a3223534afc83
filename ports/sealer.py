"""Secrets that must be read again, unreadable to whoever finds them stored."""

from typing import ClassVar, Protocol

from attrs import define

from core.errors import Invalid


@define(kw_only=True)
class NotSealedHere(Invalid):
    """The bytes were not sealed with this installation's key and for this purpose, or were changed since."""

    code: ClassVar[str] = "not-sealed-here"
    says: ClassVar[str] = "this was not sealed with this installation's key for {purpose}, or was changed since"
    purpose: str


class Sealer(Protocol):
    """Seals with the installation's key.

    - `unseal` returns what was sealed for the same purpose; anything else is `NotSealedHere`.
    - Sealing the same twice gives different bytes.
    """

    def seal(self, secret: bytes, *, purpose: str) -> bytes:
        """Make unreadable."""
        ...

    def unseal(self, sealed: bytes, *, purpose: str) -> bytes:
        """Make readable again."""
        ...
