"""What becomes of a password whose e-mail address has turned out to be somebody else's."""

from attrs import frozen

from core.identity.model.user import UserId
from core.identity.use_cases.steps.history import History
from ports.auth_works import AuthWork
from ports.sessions import Sessions
from ports.works import Works

CONSUMER = "drop-lost-claim"


@frozen(kw_only=True)
class DropLostClaim:
    """Take the password and the sessions of a user away who claimed an address that another has proved to be theirs."""

    works: Works[AuthWork]
    sessions: Sessions
    history: History

    async def __call__(self, *, user_id: UserId, message_id: str) -> None:
        """Forget the password, and end every session."""
        async with self.works.begin() as work:
            if await work.inbox.first_time(message_id, consumer=CONSUMER):
                await work.credentials.forget(user_id)
                await self.history.add(work, "sessions-ended", user_id=user_id, occasion=message_id)
        # After the password, which could open a new one, and also when the message comes again: the first time may have
        # ended here.
        await self.sessions.end_all(user_id)
