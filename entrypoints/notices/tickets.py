"""Tickets to connect by WebSocket with: pages cannot send an access token along with a handshake."""

from typing import Annotated, Final

from attrs import field, frozen
from typing_extensions import Doc

from core.notices.use_cases.live.give_ticket import GiveTicket
from entrypoints.http.caller import Caller
from entrypoints.http.reply import Reply
from entrypoints.http.route import post
from entrypoints.notices.live import listener_of
from entrypoints.notices.notices import TAG
from entrypoints.notices.websocket import SOCKET

TICKETS: Final = "/api/v1/notices/tickets"


@frozen(kw_only=True)
class TicketOut:
    """A ticket, which is good for one connection."""

    ticket: str = field(repr=False)
    expires_in: Annotated[int, Doc("seconds within which to connect")]
    url: Annotated[str, Doc("where to connect, with the ticket in it")] = field(repr=False)


@frozen(kw_only=True)
class TicketRoutes:
    """Gives tickets; `public_url` is where clients reach Oddiya."""

    give_ticket: GiveTicket
    public_url: str

    @post(TICKETS, status=201, tags=TAG)
    async def post_ticket(self, caller: Caller) -> Reply[TicketOut]:
        """Get a ticket to be told my notices by WebSocket with.

        Connect to the `url` at once; it may have `&last_event_id=` and `&language=` added.
        """
        ticket = await self.give_ticket(caller=listener_of(caller))
        seconds = round(ticket.life.total_seconds())
        url = f"{socket_url(self.public_url)}?ticket={ticket.text}"
        return Reply(value=TicketOut(ticket=ticket.text, expires_in=seconds, url=url))


def socket_url(public_url: str) -> str:
    """Return where WebSockets are, next to where everything else is: ws for http, and wss for https."""
    return f"ws{public_url.removeprefix('http')}{SOCKET}"
