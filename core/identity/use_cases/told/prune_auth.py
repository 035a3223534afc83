"""Forgetting what nobody will ask the auth service for again."""

from datetime import timedelta
from typing import Final

from attrs import frozen

from ports.auth_works import AuthWork
from ports.clock import Clock
from ports.sessions import Sessions
from ports.works import Works

HISTORY_KEPT: Final = timedelta(days=180)


@frozen(kw_only=True)
class PruneAuth:
    """Forget links and sessions that are over, and what happened to accounts long ago."""

    works: Works[AuthWork]
    sessions: Sessions
    clock: Clock

    async def __call__(self) -> None:
        """Forget."""
        now = self.clock.now()
        async with self.works.begin() as work:
            await work.tickets.prune(before=now)
            await work.security.prune(before=now - HISTORY_KEPT)
        await self.sessions.prune()
