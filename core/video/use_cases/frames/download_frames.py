"""Taking frames home."""

from datetime import timedelta
from typing import Final

from attrs import frozen

from core.identity.model.user import UserId
from core.video.model.frames.errors import FramesNotFound, FramesNotReady
from core.video.model.job import JobId
from core.video.model.kinds import frames_result
from core.video.use_cases.steps.own_job import own_job
from ports.blob_store import BlobStore
from ports.video_works import VideoWork
from ports.works import Works

LIFE: Final = timedelta(hours=1)
NAME: Final = "oddiya-frames.zip"


@frozen(kw_only=True)
class DownloadFrames:
    """Return a fresh URL that saves the caller's frames as a ZIP.

    `FramesNotFound` where there is no such order, `FramesNotReady` where nothing has come of it yet, or never will.
    """

    works: Works[VideoWork]
    store: BlobStore

    async def __call__(self, *, caller: UserId, job_id: JobId) -> str:
        """Sign."""
        job = await own_job(self.works, job_id, owner=caller, kind="frames")
        if job is None:
            raise FramesNotFound
        made = frames_result(job)
        if made is None:
            raise FramesNotReady(status=job.status)
        return (await self.store.sign_get(made.zip_key, expires_in=LIFE, download_as=NAME)).url
