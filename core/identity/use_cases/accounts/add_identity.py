"""Giving an account a further way to sign in, as the users service sees it."""

from attrs import frozen

from core.identity.model.errors import UserNotFound
from core.identity.model.user import Identity, UserId
from ports.identity_works import IdentityWork
from ports.works import Works


@frozen(kw_only=True)
class AddIdentity:
    """Give a user an identity that they have proved; one that they have already is quiet.

    One that somebody else has is `IdentityTaken`, and nothing is moved.
    """

    works: Works[IdentityWork]

    async def __call__(self, *, user_id: UserId, identity: Identity) -> None:
        """Add."""
        async with self.works.begin() as work:
            # Held, so that of two requests for the same the second finds what the first has done.
            if await work.users.hold(user_id) is None:
                raise UserNotFound
            if identity not in await work.identities.of(user_id):
                await work.identities.add(user_id, identity)
