"""Leaving Oddiya."""

from attrs import frozen

from core.identity.model.events import UserDeleted
from core.identity.model.user import UserId
from ports.identity_works import IdentityWork
from ports.sessions import Sessions
from ports.works import Works


@frozen(kw_only=True)
class DeleteAccount:
    """Sign a user out everywhere and remove them; whoever else keeps anything of theirs learns it by the event.

    It may be repeated.
    """

    works: Works[IdentityWork]
    sessions: Sessions

    async def __call__(self, *, user_id: UserId) -> None:
        """Delete."""
        # First, so that nobody is signed in to an account that is gone.
        await self.sessions.end_all(user_id)
        async with self.works.begin() as work:
            if await work.users.hold(user_id) is None:
                return
            await work.users.remove(user_id)
            work.outbox.add(UserDeleted(user_id=user_id), group=user_id)
