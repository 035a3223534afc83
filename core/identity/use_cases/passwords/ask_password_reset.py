"""Asking for a letter with a link to choose a new password."""

from attrs import frozen

from core.identity.model.email import email_key
from core.identity.model.session import Client
from core.identity.model.user import Locale
from core.identity.use_cases.steps.attempts import Attempts
from core.identity.use_cases.steps.mailed_links import MailedLinks


@frozen(kw_only=True)
class AskPasswordReset:
    """Issue a ticket, whether the address is known or not; the letter is for those who have an account."""

    attempts: Attempts
    links: MailedLinks

    async def __call__(self, *, email: str, locale: Locale, client: Client) -> None:
        """Ask."""
        await self.attempts.at_letter(email_key(email), purpose="reset", client=client)
        await self.links.issue(self.links.ticket(purpose="reset", email=email, locale=locale))
