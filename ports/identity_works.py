"""Where accounts are kept."""

from typing import ClassVar, Protocol

from attrs import define

from core.errors import Conflict
from core.identity.model.user import Identity, User
from ports.works import Work


@define(kw_only=True)
class IdentityTaken(Conflict):
    """The identity belongs to an account already, perhaps since a moment ago."""

    code: ClassVar[str] = "identity-taken"


class Users(Protocol):
    """Keeps users and their identities.

    - `with_identity` returns the identity's user, or None.
    - `add` keeps a user with a first identity; an identity that has a user is `IdentityTaken`. Of two works at once
      with the same identity, the second waits for the first to end.
    """

    async def with_identity(self, identity: Identity) -> User | None:
        """Find a user by identity."""
        ...

    async def add(self, user: User, identity: Identity) -> None:
        """Keep a new user."""
        ...


class IdentityWork(Work, Protocol):
    """One transaction over accounts."""

    @property
    def users(self) -> Users:
        """The users."""
        ...
