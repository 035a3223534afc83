"""What the notification service does when it is told of something."""

from collections.abc import Mapping

from attrs import frozen

from core.identity.model.events import UserDeleted
from core.notices.model.delivery import NoticeId
from core.notices.model.film_notices import of_completed_film, of_failed_film
from core.notices.use_cases.devices.forget_devices import ForgetDevices
from core.notices.use_cases.telling.tell_devices import TellDevices
from core.video.model.events import FilmCompleted, FilmFailed
from entrypoints.consumer import Handler
from entrypoints.events import handler_of


@frozen(kw_only=True)
class NoticesConsumer:
    """Hands each event to one use case, which has its effect once however often it is told.

    A notice has the id of its event, so that it is the same notice each time.
    """

    tell_devices: TellDevices
    forget_devices: ForgetDevices

    def handlers(self) -> Mapping[str, Handler]:
        """Return who deals with which event."""
        return {
            FilmCompleted.name: handler_of(FilmCompleted, self._film_completed),
            FilmFailed.name: handler_of(FilmFailed, self._film_failed),
            UserDeleted.name: handler_of(UserDeleted, self._user_deleted),
        }

    async def _film_completed(self, event: FilmCompleted, message_id: str) -> None:
        await self.tell_devices(of_completed_film(event, notice_id=NoticeId(message_id)))

    async def _film_failed(self, event: FilmFailed, message_id: str) -> None:
        await self.tell_devices(of_failed_film(event, notice_id=NoticeId(message_id)))

    async def _user_deleted(self, event: UserDeleted, _: str) -> None:
        await self.forget_devices(user_id=event.user_id)
