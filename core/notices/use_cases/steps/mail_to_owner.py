"""Telling somebody something by a letter."""

from collections.abc import Sequence
from datetime import timedelta

from attrs import frozen

from core.identity.model.user import Locale
from core.notices.model.attempt import Attempt
from core.notices.model.delivery import Delivery, Outcome
from core.notices.model.letters import Links, letter_of, path_of
from core.notices.model.notice import Notice
from core.notices.use_cases.steps.in_time import PATIENCE, in_time
from core.notices.use_cases.steps.tellings import Tellings
from core.notices.use_cases.steps.unsubscribe_links import UnsubscribeLinks
from core.undisturbed import undisturbed
from ports.mailer import Mail, Mailer, UndeliverableMail
from ports.notice_works import NoticeWork
from ports.user_directory import UserDirectory
from ports.works import Works


@frozen(kw_only=True)
class MailToOwner:
    """Mail a notice to its owner once, at the address that is theirs by then; `links_to` is where its link leads.

    Who is cancelled ends what they have in hand first.
    """

    works: Works[NoticeWork]
    directory: UserDirectory
    mailer: Mailer
    tellings: Tellings
    unsubscribe_links: UnsubscribeLinks
    links_to: str
    patience: timedelta = PATIENCE

    async def __call__(self, notice: Notice) -> Sequence[Attempt]:
        """Mail, if that is still to be done."""
        new = Delivery(notice_id=notice.notice_id, channel="mail")
        attempt = await undisturbed(self.tellings.once(new, lambda: self._in_time(notice), owner=notice.owner))
        return () if attempt is None else (attempt,)

    async def _in_time(self, notice: Notice) -> Outcome:
        return await in_time(self._mailed(notice), what="the mail server", patience=self.patience)

    async def _mailed(self, notice: Notice) -> Outcome:
        user = await self.directory.user(notice.owner)
        if user is None or user.email is None or not user.email_verified:
            return "unreachable"
        mail = self._mail(notice, to=user.email, locale=user.locale)
        async with self.works.begin() as work:
            if await work.wants.bounced(mail.to):
                return "refused"
        try:
            await self.mailer.send(mail)
        except UndeliverableMail:
            async with self.works.begin() as work:
                await work.wants.note_bounce(mail.to, now=self.tellings.clock.now())
            return "refused"
        return "told"

    def _mail(self, notice: Notice, *, to: str, locale: Locale) -> Mail:
        links = Links(thing=self.links_to + path_of(notice), unsubscribe=self.unsubscribe_links.of(notice.owner))
        letter = letter_of(notice, links=links, locale=locale)
        return Mail(
            mail_id=f"notice-{notice.notice_id}",
            to=to,
            subject=letter.subject,
            text=letter.text,
            html=letter.html,
            unsubscribe_url=links.unsubscribe,
        )
