"""Telling somebody that a session of theirs was probably stolen."""

from attrs import frozen

from core.identity.model.letters_of_security import notice_of_reuse
from core.identity.model.user import UserId
from ports.mailer import Mail, Mailer
from ports.user_directory import UserDirectory


@frozen(kw_only=True)
class TellOfReuse:
    """Write to a user whose refresh token was used again after its time, if their e-mail address is verified.

    A message that comes twice sends one letter twice: its `mail_id` is the message's, by which mail systems know it.
    """

    directory: UserDirectory
    mailer: Mailer

    async def __call__(self, *, user_id: UserId, message_id: str) -> None:
        """Write the letter."""
        user = await self.directory.user(user_id)
        if user is None or user.email is None or not user.email_verified:
            return
        notice = notice_of_reuse(user.locale)
        await self.mailer.send(Mail(mail_id=message_id, to=user.email, subject=notice.subject, text=notice.text))
