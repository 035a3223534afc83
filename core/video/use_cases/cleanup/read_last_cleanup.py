"""Asking how the last cleanups went."""

from attrs import frozen

from core.video.model.cleanup import CleanupRun
from ports.video_works import VideoWork
from ports.works import Works


@frozen(kw_only=True)
class LastCleanups:
    """The cleanup that ended last, and the one of those that succeeded, where there are any."""

    last: CleanupRun | None
    last_good: CleanupRun | None


@frozen(kw_only=True)
class ReadLastCleanup:
    """Return how the last cleanups went."""

    works: Works[VideoWork]

    async def __call__(self) -> LastCleanups:
        """Read."""
        async with self.works.begin() as work:
            return LastCleanups(last=await work.cleanups.last(), last_good=await work.cleanups.last_good())
