"""Notices as they come, by WebSocket."""

from collections.abc import AsyncIterator
from typing import Annotated, Final, Literal

from attrs import asdict, field, frozen
from typing_extensions import Doc

from core.identity.model.user import Locale
from core.notices.model.live import Bookmark, Listener, LiveTicketNotValid
from core.notices.use_cases.live.use_ticket import UseTicket
from entrypoints.http.caller import PUBLIC, RequestInfo
from entrypoints.http.route import get
from entrypoints.http.shapes.constraints import Length
from entrypoints.http.websocket import Handshake, WebSocket
from entrypoints.notices.following import Following
from entrypoints.notices.live import language_of
from entrypoints.notices.notice_out import NoticeOut, notice_out
from entrypoints.notices.notices import TAG, NoticesWanted
from entrypoints.notices.seat import NoRoom

SOCKET: Final = "/ws/notifications"
THE_BEGINNING: Final = "0"  # no notice has this id, so that whoever resumes with it is told all there are


@frozen(kw_only=True)
class NoticeMessage(NoticeOut):
    """A notice."""

    type: Literal["notice"] = "notice"


@frozen(kw_only=True)
class ReadyMessage:
    """The first message: from now on notices are told that come after this one."""

    type: Literal["ready"] = "ready"
    last_event_id: Annotated[str, Doc("what to resume with if the connection breaks before a notice comes")]


@frozen(kw_only=True)
class PingMessage:
    """The connection is alive; pages cannot see the pings of WebSocket itself."""

    type: Literal["ping"] = "ping"


Message = NoticeMessage | ReadyMessage | PingMessage


@frozen(kw_only=True)
class SocketQuery(NoticesWanted):
    """Who connects, and how they listen."""

    ticket: Annotated[str, Length(max=200), Doc("from `POST /api/v1/notices/tickets`; it works once")] = field(
        repr=False
    )
    last_event_id: (
        Annotated[str, Length(max=200), Doc("the id of the last notice seen; those after it follow")] | None
    ) = None


@frozen(kw_only=True)
class SocketRoutes:
    """Tells people of their notices while they are connected."""

    use_ticket: UseTicket
    following: Following

    @get(SOCKET, security=PUBLIC, tags=TAG, raises=(LiveTicketNotValid, NoRoom))
    async def get_notice_socket(
        self, query: SocketQuery, handshake: Handshake, info: RequestInfo
    ) -> WebSocket[Message]:
        """Be told my notices as they come, by WebSocket.

        Each message is JSON text: `ready` first, then notices, and `ping` now and then. With `last_event_id` whatever
        came after that notice is told first; if that notice is not kept any more, or never was, all that are kept. Say
        nothing but pongs. The codes of close frames: 1001 and 1013, come again with another ticket and resume; 4401,
        the same, after signing in again if there are no tickets; 4429, more than 10 connections of mine, of which this
        was the oldest; 1008, the client broke these rules. Pages of origins that may not call us are refused.
        """
        self.following.check_room()  # lest the ticket is used up for nothing
        listener = await self.use_ticket(query.ticket)
        bookmark = await self.following.begin(listener, seen=query.last_event_id)
        messages = self._messages(listener, bookmark, language_of(query, info))
        return handshake.accept(messages, heartbeat=PingMessage())

    async def _messages(self, listener: Listener, bookmark: Bookmark, language: Locale) -> AsyncIterator[Message]:
        yield ReadyMessage(last_event_id=bookmark.notice_id or THE_BEGINNING)
        async for logged in self.following.notices(listener, bookmark):
            yield NoticeMessage(**asdict(notice_out(logged, language)))
