"""Somebody who listens, and notices that are logged meanwhile."""

import asyncio
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from datetime import timedelta
from typing import Final

from attrs import define, field
from typing_extensions import override

from adapters.prometheus.meter import PrometheusMeter
from adapters.system.clock import SystemClock
from core.errors import Unavailable
from core.identity.model.session import SessionId
from core.identity.model.user import UserId
from core.notices.model.delivery import NoticeId
from core.notices.model.live import Listener
from core.notices.model.notice import LoggedNotice, Notice, Words
from core.notices.use_cases.live.find_bookmark import FindBookmark
from core.notices.use_cases.live.look_for_news import LookForNews
from core.notices.use_cases.live.read_on import ReadOn
from entrypoints.notices.following import Following
from entrypoints.notices.hub import Hub
from ports.notice_works import NoticeWork
from ports.sessions import RevokedSessions
from ports.works import Works
from tests.builders import an_id

AT_ONCE: Final = timedelta()


@define
class EndedSessions(RevokedSessions):
    """Knows of sessions that a test ends."""

    ended: set[SessionId] = field(factory=set)

    @override
    def has(self, session_id: SessionId) -> bool:
        return session_id in self.ended


@define
class CountedWorks:
    """Works that are counted, and that can be away."""

    works: Works[NoticeWork]
    begun: int = 0
    is_away: bool = False

    @asynccontextmanager
    async def begin(self) -> AsyncIterator[NoticeWork]:
        self.begun += 1
        if self.is_away:
            raise Unavailable(what="the database")
        async with self.works.begin() as work:
            yield work

    look = begin


@define(kw_only=True)
class LiveProcess:
    """One process of the notification service, as far as listening goes."""

    works: CountedWorks
    sessions: EndedSessions = field(factory=EndedSessions)
    seconds: float = 0
    most: int = 100
    most_of_one: int = 10
    look_every: timedelta = AT_ONCE
    hub: Hub = field(init=False)
    following: Following = field(init=False)

    def __attrs_post_init__(self) -> None:
        self.hub = Hub(
            look_for_news=LookForNews(works=self.works),  # type: ignore[arg-type] # without a feed, which nobody reads
            revoked_sessions=self.sessions,
            meter=PrometheusMeter(),
            most=self.most,
            most_of_one=self.most_of_one,
            look_every=self.look_every,
            now=lambda: self.seconds,
        )
        self.following = Following(
            hub=self.hub,
            find_bookmark=FindBookmark(works=self.works),  # type: ignore[arg-type] # as above
            read_on=ReadOn(works=self.works),  # type: ignore[arg-type] # as above
            again_after=0.001,
        )

    async def listen(self, listener: Listener, *, seen: str | None = None) -> "Ear":
        """Connect somebody."""
        bookmark = await self.following.begin(listener, seen=seen)
        return Ear(self.following.notices(listener, bookmark))


@define(eq=False)
class Ear:
    """Somebody's connection, which takes in one notice at a time."""

    _notices: AsyncIterator[LoggedNotice]
    _coming: "asyncio.Future[LoggedNotice] | None" = None

    async def hears(self) -> NoticeId | None:
        """Return the next notice if it has come; an error if that is how the connection ends."""
        if self._coming is None:
            self._coming = asyncio.ensure_future(anext(self._notices))
        await settled()
        if not self._coming.done():
            return None
        coming, self._coming = self._coming, None
        return coming.result().notice.notice_id

    async def all_heard(self) -> list[NoticeId]:
        """Return all that has come."""
        heard = []
        while (one := await self.hears()) is not None:
            heard.append(one)
        return heard

    async def leave(self) -> None:
        """Hang up."""
        if self._coming is not None:
            self._coming.cancel()
            await asyncio.wait({self._coming})
        await self._notices.aclose()  # type: ignore[attr-defined] # it is a generator


async def settled() -> None:
    """Let everything happen that need not be waited for."""
    for _ in range(12):
        await asyncio.sleep(0)


def a_listener(user_id: UserId | None = None) -> Listener:
    """Return somebody at one of their sessions."""
    return Listener(user_id=user_id or UserId(an_id()), session_id=SessionId(an_id()))


def a_notice(owner: UserId, *, words: Mapping[str, str] | None = None) -> Notice:
    """Return a notice that nobody has seen."""
    texts = words or {"ko": "영화가 완성됐어요", "en": "Your film is ready", "ja": "ムービーが完成しました"}
    return Notice(
        notice_id=NoticeId(an_id()),
        owner=owner,
        kind="film-completed",
        words={locale: Words(title=text, body=f"{text}.") for locale, text in texts.items()},  # type: ignore[misc] # locales
        about={"job_id": "a-job"},
    )


async def log(works: Works[NoticeWork], *owners: UserId) -> list[NoticeId]:
    """Log a notice for each of them, in this order."""
    notices = [a_notice(owner) for owner in owners]
    for notice in notices:
        async with works.begin() as work:
            assert await work.notices.add(notice, now=SystemClock().now())
    return [notice.notice_id for notice in notices]
