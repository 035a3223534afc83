"""A step: deleting one thing whose time is over."""

from datetime import datetime

from attrs import frozen

from core.video.model.cleanup import FileRubbish, Removal, file_due_since, job_due_since
from core.video.model.job import JobId
from core.video.model.retention import Retention
from core.video.model.storage import folder_of_result, made_for
from ports.blob_store import BlobNotFound, BlobStore
from ports.video_works import VideoWork
from ports.works import Works


@frozen(kw_only=True)
class RemoveRubbish:
    """Delete what is still due, and tell whether it was: since the plan was made, something may have changed.

    A job is marked, so that nobody works on it or sees it any more, then loses what was made for it, and goes last:
    while its row is there, somebody finds what was left undone.
    """

    works: Works[VideoWork]
    store: BlobStore
    retention: Retention

    async def __call__(self, removal: Removal, *, now: datetime) -> bool:
        """Delete."""
        if removal.what == "job":
            return await self._job(JobId(removal.name), now)
        if removal.what == "parts":
            return await self._parts(removal.name, now)
        return await self._file(removal.what, removal.name, now)

    async def _job(self, job_id: JobId, now: datetime) -> bool:
        async with self.works.begin() as work:
            job = await work.jobs.hold(job_id)
            if job is None or job_due_since(job, now=now) is None:
                return False
            await work.jobs.save(job.removed(now=now))
        await self.store.delete_prefix(made_for(job))
        async with self.works.begin() as work:
            return await work.jobs.remove(job_id, owner=job.owner)

    async def _parts(self, key: str, now: datetime) -> bool:
        begun = [upload async for upload in self.store.unfinished(key) if upload.key == key]
        due = [upload for upload in begun if self._is_due("parts", upload.begun_at, now)]
        for upload in due:
            await self.store.abandon(upload)
        return bool(due)

    async def _file(self, what: FileRubbish, key: str, now: datetime) -> bool:
        try:
            blob = await self.store.head(key)
        except BlobNotFound:
            return False
        if not self._is_due(what, blob.modified_at, now) or await self._is_wanted(what, key):
            return False
        await self.store.delete([key])
        return True

    def _is_due(self, what: FileRubbish, came_at: datetime, now: datetime) -> bool:
        return file_due_since(what, came_at, retention=self.retention, now=now) is not None

    async def _is_wanted(self, what: FileRubbish, key: str) -> bool:
        folder = folder_of_result(key)
        if what == "upload":
            async with self.works.begin() as work:
                return bool(await work.jobs.in_use([key]))
        if what == "stray" and folder is not None:
            async with self.works.begin() as work:
                return bool(await work.jobs.known([folder[1]]))
        return False
