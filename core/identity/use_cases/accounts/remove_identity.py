"""Taking a way to sign in away from an account, as the users service sees it."""

from attrs import frozen

from core.identity.model.errors import LastIdentity
from core.identity.model.user import Identity, UserId
from ports.identity_works import IdentityWork
from ports.works import Works


@frozen(kw_only=True)
class RemoveIdentity:
    """Take an identity away from a user; one that they do not have is quiet, and the last one is `LastIdentity`."""

    works: Works[IdentityWork]

    async def __call__(self, *, user_id: UserId, identity: Identity) -> None:
        """Remove."""
        async with self.works.begin() as work:
            # Held, so that of two that are taken away at once one stays.
            await work.users.hold(user_id)
            identities = await work.identities.of(user_id)
            if identity not in identities:
                return
            if len(identities) == 1:
                raise LastIdentity
            await work.identities.remove(identity)
