"""What becomes of a deleted account in the auth service."""

from attrs import frozen

from core.identity.model.user import UserId
from ports.auth_works import AuthWork
from ports.sessions import Sessions
from ports.works import Works

CONSUMER = "forget-user"


@frozen(kw_only=True)
class ForgetUser:
    """Erase all that the auth service remembers of a user; what providers gave is due to be handed back to them."""

    works: Works[AuthWork]
    sessions: Sessions

    async def __call__(self, *, user_id: UserId, message_id: str) -> None:
        """Erase, and end every session."""
        async with self.works.begin() as work:
            if await work.inbox.first_time(message_id, consumer=CONSUMER):
                await _forget(work, user_id)
        # After the password, which could open a new one, and also when the message comes again: the first time may have
        # ended here.
        await self.sessions.end_all(user_id)


async def _forget(work: AuthWork, user_id: UserId) -> None:
    credential = await work.credentials.of_user(user_id)
    if credential is not None:
        await work.tickets.forget(credential.email_key)
    await work.credentials.forget(user_id)
    await work.grants.give_up(user_id)
    await work.security.forget(user_id)
