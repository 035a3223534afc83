"""What can be wrong with a video, and with the frames that are made of it."""

from typing import ClassVar

from attrs import define

from core.errors import Conflict, Invalid, NotFound


@define(kw_only=True)
class FramesNotFound(NotFound):
    """There are no such frames, or they are another's."""

    code: ClassVar[str] = "frames-not-found"
    says: ClassVar[str] = "you have ordered no such frames"


@define(kw_only=True)
class FrameNotFound(NotFound):
    """There are fewer frames."""

    code: ClassVar[str] = "frame-not-found"
    says: ClassVar[str] = "there is no frame {number}: the frames are numbered from 1 to {last}"
    number: int
    last: int


@define(kw_only=True)
class FramesNotReady(Conflict):
    """There is nothing to fetch yet, or there never will be."""

    code: ClassVar[str] = "frames-not-ready"
    says: ClassVar[str] = "these frames are {status}: only COMPLETED ones can be downloaded"
    status: str


@define(kw_only=True)
class BrokenVideo(Invalid):
    """A video that no frames can be taken from."""

    code: ClassVar[str] = "broken-video"
    says: ClassVar[str] = "the video {reason}"
    reason: str


@define(kw_only=True)
class TooManyFrames(Invalid):
    """More frames than one order may have."""

    code: ClassVar[str] = "too-many-frames"
    says: ClassVar[str] = "that would be {frames} frames: {most} at most; ask for fewer"
    frames: int
    most: int


@define(kw_only=True)
class NoFrames(Invalid):
    """Nothing of the video is what was asked for."""

    code: ClassVar[str] = "no-frames"
    says: ClassVar[str] = "there is nothing to deliver: {reason}"
    reason: str
