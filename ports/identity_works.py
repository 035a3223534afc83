"""Where accounts are kept."""

from collections.abc import Sequence
from typing import ClassVar, Protocol

from attrs import define

from core.errors import Conflict
from core.identity.model.email import EmailKey
from core.identity.model.user import Identity, User, UserId
from ports.works import Work


@define(kw_only=True)
class IdentityTaken(Conflict):
    """The identity belongs to an account already, perhaps since a moment ago."""

    code: ClassVar[str] = "identity-taken"
    says: ClassVar[str] = "this way to sign in belongs to an account already"


@define(kw_only=True)
class EmailHeld(Conflict):
    """Another account holds the e-mail address as verified, perhaps since a moment ago."""

    code: ClassVar[str] = "email-held"
    says: ClassVar[str] = "this e-mail address belongs to another account"


class Users(Protocol):
    """Keeps users.

    - `get` returns a user, or None; `with_identity` the identity's user, or None.
    - `hold` is `get` after which other works wait that would hold, change or remove the same user, or add an identity.
    - `claimants` holds and returns all users with an e-mail address, by its key, verified or not, in no order. Of two
      works at once that ask for the same address, the second waits for the first to end, also where nobody has it.
    - `add` keeps a user with a first identity; an identity that has a user is `IdentityTaken`. Of two works at once
      with the same identity, the second waits for the first to end.
    - `save` keeps a user in the place of the version before; where that is not the newest, it is `VersionMismatch`, and
      `UserNotFound` where there is none.
    - Two users never have the same address verified: `add` and `save` refuse the second with `EmailHeld`.
    - `remove` removes a user and all their identities; one who is not there is quiet.
    """

    async def get(self, user_id: UserId) -> User | None:
        """Find a user."""
        ...

    async def hold(self, user_id: UserId) -> User | None:
        """Find a user and keep others from changing them."""
        ...

    async def with_identity(self, identity: Identity) -> User | None:
        """Find a user by identity."""
        ...

    async def claimants(self, key: EmailKey) -> Sequence[User]:
        """Find and hold everybody with an address."""
        ...

    async def add(self, user: User, identity: Identity) -> None:
        """Keep a new user."""
        ...

    async def save(self, user: User) -> None:
        """Keep an edited user."""
        ...

    async def remove(self, user_id: UserId) -> None:
        """Remove a user."""
        ...


class Identities(Protocol):
    """Keeps what users sign in with.

    - `of` returns a user's identities, in the order in which they were added.
    - `add` gives a user a further one; one that has a user, whoever that is, is `IdentityTaken`, and without the user
      it is `UserNotFound`. Of two works at once with the same identity, the second waits for the first to end.
    - `remove` takes one away from whoever has it; one that nobody has is quiet.
    """

    async def of(self, user_id: UserId) -> Sequence[Identity]:
        """List."""
        ...

    async def add(self, user_id: UserId, identity: Identity) -> None:
        """Add."""
        ...

    async def remove(self, identity: Identity) -> None:
        """Remove."""
        ...


class IdentityWork(Work, Protocol):
    """One transaction over accounts."""

    @property
    def users(self) -> Users:
        """The users."""
        ...

    @property
    def identities(self) -> Identities:
        """What they sign in with."""
        ...
