"""Links in letters, from being asked for to being followed: what registering and resetting a password share."""

from attrs import field, frozen

from core.identity.model.email import email_key
from core.identity.model.errors import TicketNotValid
from core.identity.model.events import TicketIssued
from core.identity.model.ticket import LIVES, Purpose, Ticket, mailed_links_key, ticket_id_of
from core.identity.model.user import Locale
from core.identity.use_cases.steps.attempts import Attempts
from ports.auth_works import AuthWork
from ports.clock import Clock
from ports.ids import Ids
from ports.works import Works


@frozen(kw_only=True)
class MailedLinks:
    """Issues tickets and finds them again."""

    works: Works[AuthWork]
    attempts: Attempts
    clock: Clock
    ids: Ids
    installation_key: bytes = field(repr=False)

    @property
    def key(self) -> bytes:
        """The key of mailed links."""
        return mailed_links_key(self.installation_key)

    def ticket(self, *, purpose: Purpose, email: str, locale: Locale) -> Ticket:
        """Return a new ticket, which is not kept yet."""
        return Ticket(
            ticket_id=self.ids.new(),
            purpose=purpose,
            email=email,
            email_key=email_key(email),
            locale=locale,
            expires_at=self.clock.now() + LIVES[purpose],
        )

    async def issue(self, ticket: Ticket) -> None:
        """Keep a ticket and tell of it; whether a letter is sent, and which, is decided by whoever hears that."""
        async with self.works.begin() as work:
            await work.tickets.add(ticket)
            work.outbox.add(TicketIssued(ticket_id=ticket.ticket_id), group=ticket.ticket_id)

    async def follow(self, token: str, *, purpose: Purpose) -> Ticket:
        """Return the ticket that a link leads to and leave it there, or raise `TicketNotValid`."""
        ticket_id = ticket_id_of(token, self.key)
        if ticket_id is None:
            raise TicketNotValid
        await self.attempts.at_link(ticket_id)
        async with self.works.look() as work:
            ticket = await work.tickets.get(ticket_id)
        if ticket is None or ticket.purpose != purpose or ticket.expires_at <= self.clock.now():
            raise TicketNotValid
        return ticket


async def use_up(work: AuthWork, ticket: Ticket) -> None:
    """Take a ticket, and with it all others for its address; of many at once, one can."""
    if await work.tickets.take(ticket.ticket_id) is None:
        raise TicketNotValid
    await work.tickets.forget(ticket.email_key)
