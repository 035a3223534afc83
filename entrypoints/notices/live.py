"""Notices as they come, as server-sent events."""

from collections.abc import AsyncIterator
from typing import Final

from attrs import frozen

from core.identity.model.session import SessionId
from core.identity.model.user import Locale, UserId
from core.notices.model.live import Bookmark, Listener
from entrypoints.http.caller import Caller, RequestInfo
from entrypoints.http.route import get
from entrypoints.http.sse import Event, EventStream, LastEventId
from entrypoints.languages import locale_of
from entrypoints.notices.following import Following
from entrypoints.notices.notice_out import NoticeOut, notice_out
from entrypoints.notices.notices import TAG, NoticesWanted
from entrypoints.notices.seat import NoRoom

NOTICE_EVENTS: Final = "/api/v1/notices/events"


@frozen(kw_only=True)
class LiveRoutes:
    """Tells people of their notices while they listen."""

    following: Following

    @get(NOTICE_EVENTS, tags=TAG, raises=(NoRoom,))
    async def get_notice_events(
        self, caller: Caller, query: NoticesWanted, last_event_id: LastEventId, info: RequestInfo
    ) -> EventStream[NoticeOut]:
        """Be told my notices as they come.

        The event's id is that of the notice, and its name the notice's kind. With `Last-Event-ID` whatever came after
        that notice is told first; if that notice is not kept any more, or never was, all that are kept. Without it the
        stream begins with the next one. It ends with the session, and with the access token; of more than 10
        connections of mine the oldest ends. `error` with a problem says why, where there is time to say it.
        """
        listener = listener_of(caller)
        bookmark = await self.following.begin(listener, seen=last_event_id.value)
        return EventStream(self._events(listener, bookmark, language_of(query, info)))

    async def _events(
        self, listener: Listener, bookmark: Bookmark, language: Locale
    ) -> AsyncIterator[Event[NoticeOut]]:
        async for logged in self.following.notices(listener, bookmark):
            notice = notice_out(logged, language)
            yield Event(data=notice, event=notice.kind, event_id=notice.id)


def language_of(query: NoticesWanted, info: RequestInfo) -> Locale:
    """Return the language in which somebody wants their notices."""
    return query.language or locale_of(info.headers.get("Accept-Language", ""))


def listener_of(caller: Caller) -> Listener:
    """Return who listens; whoever asks over the gateway has a session."""
    return Listener(user_id=UserId(caller.user_id), session_id=SessionId(caller.session_id or ""))
