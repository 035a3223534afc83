"""From what somebody asks for to an order of frames of a video that is really theirs."""

from attrs import frozen

from core.errors import Fault
from core.video.model.errors import BadOrder, KeyOfAnotherOrder
from core.video.model.frames.order import FramesOrder
from core.video.model.frames.wishes import FrameWishes
from core.video.model.job import Job
from core.video.model.ordering import NOT_YOURS


@frozen(kw_only=True)
class AskedOrder:
    """Frames by the key of their video, or, where the video comes with the order, by the digest of its bytes."""

    wishes: FrameWishes
    key: str | None = None
    digest: str | None = None

    def answered_by(self, job: Job) -> Job:
        """Return the job that was made under the same Idempotency-Key, or raise `KeyOfAnotherOrder`."""
        order = job.order
        if not isinstance(order, FramesOrder) or order.wishes != self.wishes:
            raise KeyOfAnotherOrder
        if order.digest != self.digest or self.key not in {None, order.video.key}:
            raise KeyOfAnotherOrder
        return job


def bad_video(reason: str = NOT_YOURS) -> BadOrder:
    """Return what is wrong with the file that frames are wanted of."""
    return BadOrder(faults=(Fault("/video", reason),))
