"""Looking up a user."""

from attrs import frozen

from core.identity.model.errors import UserNotFound
from core.identity.model.user import User, UserId
from ports.identity_works import IdentityWork
from ports.works import Works


@frozen(kw_only=True)
class ReadUser:
    """Return a user, or raise `UserNotFound`."""

    works: Works[IdentityWork]

    async def __call__(self, *, user_id: UserId) -> User:
        """Read."""
        async with self.works.look() as work:
            user = await work.users.get(user_id)
        if user is None:
            raise UserNotFound
        return user
