"""An order of frames."""

from attrs import field, frozen

from core.video.model.frames.wishes import FrameWishes
from core.video.model.photo import StoredFile


@frozen(kw_only=True)
class FramesOrder:
    """Frames of a video.

    `digest` is that of the video's bytes, in hexadecimal SHA-256, where it came together with the order, so that the
    same order sent again can be told from another one.
    """

    video: StoredFile
    wishes: FrameWishes
    digest: str | None = field(default=None)
