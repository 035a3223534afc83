"""What the notification service does when it is told of something."""

from collections.abc import Mapping, Sequence

import structlog
from attrs import frozen

from core.identity.model.events import UserDeleted
from core.notices.model.attempt import Attempt
from core.notices.model.delivery import NoticeId
from core.notices.model.media_notices import (
    of_completed_film,
    of_completed_frames,
    of_failed_film,
    of_failed_frames,
)
from core.notices.model.notice import Notice
from core.notices.model.operator_letter import letter_of_cleanup
from core.notices.use_cases.log.forget_owner import ForgetOwner
from core.notices.use_cases.telling.tell_operator import TellOperator
from core.notices.use_cases.telling.tell_owner import TellOwner
from core.video.model.events import CleanupEnded, FilmCompleted, FilmFailed, FramesCompleted, FramesFailed
from entrypoints.consumer import Handler
from entrypoints.events import handler_of
from entrypoints.notices.metrics import count
from ports.meter import Meter

log = structlog.get_logger()


@frozen(kw_only=True)
class NoticesConsumer:
    """Hands each event to one use case, which has its effect once however often it is told.

    A notice has the id of its event, so that it is the same notice each time.
    """

    tell_owner: TellOwner
    tell_operator: TellOperator
    forget_owner: ForgetOwner
    meter: Meter

    def handlers(self) -> Mapping[str, Handler]:
        """Return who deals with which event."""
        return {
            FilmCompleted.name: handler_of(FilmCompleted, self._film_completed),
            FilmFailed.name: handler_of(FilmFailed, self._film_failed),
            FramesCompleted.name: handler_of(FramesCompleted, self._frames_completed),
            FramesFailed.name: handler_of(FramesFailed, self._frames_failed),
            CleanupEnded.name: handler_of(CleanupEnded, self._cleanup_ended),
            UserDeleted.name: handler_of(UserDeleted, self._user_deleted),
        }

    async def _film_completed(self, event: FilmCompleted, message_id: str) -> None:
        await self._tell(of_completed_film(event, notice_id=NoticeId(message_id)))

    async def _film_failed(self, event: FilmFailed, message_id: str) -> None:
        await self._tell(of_failed_film(event, notice_id=NoticeId(message_id)))

    async def _frames_completed(self, event: FramesCompleted, message_id: str) -> None:
        await self._tell(of_completed_frames(event, notice_id=NoticeId(message_id)))

    async def _frames_failed(self, event: FramesFailed, message_id: str) -> None:
        await self._tell(of_failed_frames(event, notice_id=NoticeId(message_id)))

    async def _cleanup_ended(self, event: CleanupEnded, message_id: str) -> None:
        say = log.info if event.succeeded else log.error
        say("a cleanup has ended", event_id=message_id, succeeded=event.succeeded, summary=event.summary)
        letter = letter_of_cleanup(event)
        self._settle(await self.tell_operator(notice_id=NoticeId(message_id), letter=letter))

    async def _user_deleted(self, event: UserDeleted, _: str) -> None:
        await self.forget_owner(user_id=event.user_id)

    async def _tell(self, notice: Notice) -> None:
        self._settle(await self.tell_owner(notice))

    def _settle(self, attempts: Sequence[Attempt]) -> None:
        """Count what came of it, and have the message come again if something is left to do."""
        count(attempts, self.meter)
        for attempt in attempts:
            if attempt.failure is not None:
                raise attempt.failure
