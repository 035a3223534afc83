"""Looking up how one can sign in."""

from collections.abc import Sequence

from attrs import frozen

from core.identity.model.user import Identity, UserId
from ports.user_directory import UserDirectory


@frozen(kw_only=True)
class ListIdentities:
    """Return a user's identities, in the order in which they were added."""

    directory: UserDirectory

    async def __call__(self, *, user_id: UserId) -> Sequence[Identity]:
        """List."""
        return await self.directory.identities(user_id)
