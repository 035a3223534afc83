"""Give somebody who is signed in a ticket to connect with."""

from attrs import frozen

from core.notices.model.live import TICKET_BYTES, TICKET_LIFE, Listener, LiveTicket, ticket_key
from ports.cache import Cache
from ports.randomness import Randomness


@frozen(kw_only=True)
class GiveTicket:
    """Make a ticket. It can be used once, by whoever has it, within its short life."""

    cache: Cache
    randomness: Randomness

    async def __call__(self, *, caller: Listener) -> LiveTicket:
        """Return the ticket, of which only a digest is kept."""
        ticket = LiveTicket(text=self.randomness.draw(TICKET_BYTES).hex())
        holder = f"{caller.user_id} {caller.session_id}".encode()
        await self.cache.set(ticket_key(ticket.text), holder, ttl=TICKET_LIFE)
        return ticket
