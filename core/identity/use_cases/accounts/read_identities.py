"""Looking up how somebody can sign in, as the users service sees it."""

from collections.abc import Sequence

from attrs import frozen

from core.identity.model.user import Identity, UserId
from ports.identity_works import IdentityWork
from ports.works import Works


@frozen(kw_only=True)
class ReadIdentities:
    """Return a user's identities, in the order in which they were added."""

    works: Works[IdentityWork]

    async def __call__(self, *, user_id: UserId) -> Sequence[Identity]:
        """Read."""
        async with self.works.look() as work:
            return await work.identities.of(user_id)
