"""Giving an account a further way to sign in, as the users service sees it."""

from attrs import frozen

from core.identity.model.errors import UserNotFound
from core.identity.model.linking import NotYourAddress, may_link
from core.identity.model.proof import Proof
from core.identity.model.user import UserId
from ports.identity_works import IdentityWork
from ports.works import Works


@frozen(kw_only=True)
class AddIdentity:
    """Give a user the identity that they have proved; one that they have already is quiet.

    One that somebody else has is `IdentityTaken`, and nothing is moved.
    """

    works: Works[IdentityWork]

    async def __call__(self, *, user_id: UserId, proof: Proof) -> None:
        """Add."""
        async with self.works.begin() as work:
            # Held, so that of two requests for the same the second finds what the first has done.
            user = await work.users.hold(user_id)
            if user is None:
                raise UserNotFound
            if proof.identity in await work.identities.of(user_id):
                return
            if not may_link(user, proof.identity):
                raise NotYourAddress
            await work.identities.add(user_id, proof.identity)
