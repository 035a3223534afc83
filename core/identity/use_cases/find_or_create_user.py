"""Signing in, as the users service sees it: the same identity is the same user."""

from attrs import frozen

from core.identity.model.events import UserRegistered
from core.identity.model.user import Identity, User, UserId
from ports.clock import Clock
from ports.identity_works import IdentityTaken, IdentityWork
from ports.ids import Ids
from ports.works import Works


@frozen(kw_only=True)
class FindOrCreateUser:
    """Return the identity's user, making one if there is none; however many ask at once, there is one."""

    works: Works[IdentityWork]
    clock: Clock
    ids: Ids

    async def __call__(self, *, identity: Identity, email: str | None, name: str) -> User:
        """Find the user, or register them."""
        new = User(user_id=UserId(self.ids.new()), email=email, name=name, created_at=self.clock.now())
        try:
            return await self._find_or_add(identity, new)
        except IdentityTaken:
            # Somebody else registered this identity between our look and our insert; now it is there to be found.
            return await self._find_or_add(identity, new)

    async def _find_or_add(self, identity: Identity, new: User) -> User:
        async with self.works.begin() as work:
            known = await work.users.with_identity(identity)
            if known is not None:
                return known
            await work.users.add(new, identity)
            work.outbox.add(UserRegistered(user_id=new.user_id), group=new.user_id)
            return new
