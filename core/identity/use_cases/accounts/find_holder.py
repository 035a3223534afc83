"""Looking up whose identity something is."""

from attrs import frozen

from core.identity.model.errors import UserNotFound
from core.identity.model.user import Identity, User
from ports.identity_works import IdentityWork
from ports.works import Works


@frozen(kw_only=True)
class FindHolder:
    """Return the user who has an identity, or raise `UserNotFound`; nobody is registered by being looked for."""

    works: Works[IdentityWork]

    async def __call__(self, *, identity: Identity) -> User:
        """Find."""
        async with self.works.look() as work:
            user = await work.users.with_identity(identity)
        if user is None:
            raise UserNotFound
        return user
