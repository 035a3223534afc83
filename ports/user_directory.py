"""The users service, as the auth service sees it."""

from collections.abc import Sequence
from typing import Protocol

from core.identity.model.proof import Proof
from core.identity.model.user import Identity, User, UserId


class UserDirectory(Protocol):
    """Finds, makes and joins accounts by the identities that people prove. Every call may be repeated.

    - `sign_in` returns the identity's user; an identity that nobody has leads to the account with the same verified
      e-mail address if the proof settles whose that is, else to a new account. However many ask at once, there is one.
    - `user` returns a user, or None; `holder` returns the user who has an identity, or None, and makes nobody.
    - `identities` returns a user's identities, in the order in which they were added.
    - `link` gives a user a further identity; one that another user has is `IdentityTaken`, one that the user has
      already is quiet, and without the user it is `UserNotFound`.
    - `unlink` takes an identity away; one that the user does not have is quiet, the last one is `LastIdentity`.
    - `Unavailable` is raised when the users service does not answer in time.
    """

    async def sign_in(self, proof: Proof) -> User:
        """Return whose identity it is."""
        ...

    async def user(self, user_id: UserId) -> User | None:
        """Return a user."""
        ...

    async def holder(self, identity: Identity) -> User | None:
        """Find the user who has an identity."""
        ...

    async def identities(self, user_id: UserId) -> Sequence[Identity]:
        """List how a user can sign in."""
        ...

    async def link(self, user_id: UserId, identity: Identity) -> None:
        """Add a way to sign in."""
        ...

    async def unlink(self, user_id: UserId, identity: Identity) -> None:
        """Take a way to sign in away."""
        ...
