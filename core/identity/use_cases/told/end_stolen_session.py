"""Making sure that a session of which a token was probably stolen is over, and telling whose it was."""

from attrs import frozen

from core.identity.model.letters_of_security import letter_of_reuse
from core.identity.model.session import SessionId
from core.identity.model.user import UserId
from ports.mailer import Mail, Mailer
from ports.sessions import Sessions
from ports.user_directory import UserDirectory


@frozen(kw_only=True)
class EndStolenSession:
    """End a session once more, and write to its user if their e-mail address is verified.

    The session ended when the reuse was found, but a store that fails over may forget its last moments; this message
    does not. One that comes twice sends one letter twice: its `mail_id` is the message's, by which mail systems know
    it.
    """

    sessions: Sessions
    directory: UserDirectory
    mailer: Mailer

    async def __call__(self, *, user_id: UserId, session_id: SessionId, message_id: str) -> None:
        """End it, and write the letter."""
        await self.sessions.end(session_id, user_id=user_id)
        user = await self.directory.user(user_id)
        if user is None or user.email is None or not user.email_verified:
            return
        letter = letter_of_reuse(user.locale)
        await self.mailer.send(Mail(mail_id=message_id, to=user.email, subject=letter.subject, text=letter.text))
