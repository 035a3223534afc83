"""Deciding which letter a ticket gets, where nobody who asked can see how long it takes."""

from attrs import field, frozen

from core.identity.model.letters import Letter, letter
from core.identity.model.ticket import Ticket, mailed_links_key, ticket_token
from ports.auth_works import AuthWork
from ports.clock import Clock
from ports.mailer import Mail, Mailer
from ports.works import Works

PAGES = {"register": "verify", "reset": "reset"}


@frozen(kw_only=True)
class SendTicketLetter:
    """Send the letter that a ticket was issued for.

    A ticket that leads nowhere is removed: to register with an address that has an account, of which its owner is told,
    and to reset the password of one that has none, of which nobody is. Called twice, it sends one letter twice, under
    the same id.
    """

    works: Works[AuthWork]
    mailer: Mailer
    clock: Clock
    app_url: str
    installation_key: bytes = field(repr=False)

    @property
    def key(self) -> bytes:
        """The key of mailed links."""
        return mailed_links_key(self.installation_key)

    async def __call__(self, *, ticket_id: str) -> None:
        """Send it, unless the ticket is gone."""
        async with self.works.begin() as work:
            ticket = await work.tickets.get(ticket_id)
            account = None if ticket is None else await work.credentials.of_email(ticket.email_key)
        if ticket is None or ticket.expires_at <= self.clock.now():
            return
        if (ticket.purpose == "reset") == (account is not None):
            # An account has one address, as its owner wrote it; what was typed now may only look like it.
            await self._send(self._with_link(ticket), ticket, to=account.email if account else ticket.email)
            return
        if account is not None:
            await self._send(
                letter("account-exists", link=self.app_url, locale=ticket.locale), ticket, to=account.email
            )
        await self._remove(ticket)

    def _with_link(self, ticket: Ticket) -> Letter:
        # In the fragment, which browsers tell no server and no Referer header.
        link = f"{self.app_url}/account/{PAGES[ticket.purpose]}#token={ticket_token(ticket.ticket_id, self.key)}"
        return letter(ticket.purpose, link=link, locale=ticket.locale)

    async def _send(self, written: Letter, ticket: Ticket, *, to: str) -> None:
        await self.mailer.send(
            Mail(mail_id=ticket.ticket_id, to=to, subject=written.subject, text=written.text, html=written.html)
        )

    async def _remove(self, ticket: Ticket) -> None:
        async with self.works.begin() as work:
            await work.tickets.take(ticket.ticket_id)
