"""Telling somebody something by a letter."""

from collections.abc import Sequence
from datetime import timedelta
from typing import Final

from attrs import frozen

from core.identity.model.user import Locale, UserId
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

LEFT_ALONE: Final = timedelta(days=30)  # mailboxes come back, and who writes to bad ones all the time is shut out


@frozen(kw_only=True)
class MailToOwner:
    """Mail a notice to its owner once, at the address that is theirs by then; `links_to` is where its link leads.

    An address that takes no letters is left alone for a while, or until its owner switches letters on.

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
        if await self._bounced(notice.owner, mail.to):
            return "refused"
        try:
            await self.mailer.send(mail)
        except UndeliverableMail as refusal:
            if refusal.address_refused:
                await self._note_bounce(notice.owner, mail.to)
            return "refused"
        return "told"

    async def _bounced(self, owner: UserId, address: str) -> bool:
        async with self.works.look() as work:
            return await work.bounces.noted(owner, address, since=self.tellings.clock.now() - LEFT_ALONE)

    async def _note_bounce(self, owner: UserId, address: str) -> None:
        async with self.works.begin() as work:
            await work.bounces.note(owner, address, now=self.tellings.clock.now())

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
