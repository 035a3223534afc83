"""Ordering frames of a video that was uploaded before."""

from attrs import frozen

from core.identity.model.user import UserId
from core.video.model.frames.order import FramesOrder
from core.video.model.frames.ordering import AskedOrder
from core.video.model.frames.wishes import AskedFrames
from core.video.model.job import Job
from core.video.model.retention import Retention
from core.video.use_cases.frames.look_at_video import LookAtVideo
from core.video.use_cases.steps.take_order import TakeOrder
from ports.blob_store import BlobStore
from ports.clock import Clock
from ports.ids import Ids
from ports.video_works import VideoWork
from ports.works import Works


@frozen(kw_only=True)
class CreateFrames:
    """Take an order, once for each Idempotency-Key, and return the job that came of it.

    - The same order again returns the same job, also when its video is gone by now; another one under the same key is
      `KeyOfAnotherOrder`.
    - What makes no sense, or is of no video of the caller's, is `BadOrder`; `TooManyWaiting` is raised while enough of
      the caller's orders wait.
    """

    works: Works[VideoWork]
    store: BlobStore
    clock: Clock
    ids: Ids
    retention: Retention = Retention()

    async def __call__(self, *, caller: UserId, key: str, video: str, asked: AskedFrames) -> Job:
        """Order."""
        wanted = AskedOrder(wishes=asked.wishes(), key=video)
        async with self.works.look() as work:
            known = await work.jobs.keyed(key, owner=caller)
        if known is not None:
            return wanted.answered_by(known)
        file = await LookAtVideo(store=self.store)(video, owner=caller)
        order = FramesOrder(video=file, wishes=wanted.wishes)
        take = TakeOrder(works=self.works, clock=self.clock, ids=self.ids, retention=self.retention)
        return wanted.answered_by(await take(caller=caller, key=key, order=order))
