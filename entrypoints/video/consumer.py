"""What the video service does when it is told of something."""

import asyncio
from collections.abc import Mapping
from datetime import timedelta

from attrs import frozen

from core.identity.model.events import UserDeleted
from core.video.use_cases.films.forget_films import ForgetFilms
from entrypoints.consumer import Handler
from entrypoints.events import handler_of


@frozen(kw_only=True)
class VideosConsumer:
    """Hands each event to one use case, which may be told of it again.

    A worker that was in the middle of a film stops within `pause`, which is why the films are then forgotten once more.
    """

    forget_films: ForgetFilms
    pause: timedelta = timedelta(seconds=10)

    def handlers(self) -> Mapping[str, Handler]:
        """Return who deals with which event."""
        return {UserDeleted.name: handler_of(UserDeleted, self._user_deleted)}

    async def _user_deleted(self, event: UserDeleted, _: str) -> None:
        if await self.forget_films(user_id=event.user_id):
            await asyncio.sleep(self.pause.total_seconds())
            await self.forget_films(user_id=event.user_id)
