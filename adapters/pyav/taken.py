"""A picture that was taken out of a video."""

from collections.abc import Sequence
from fractions import Fraction

from attrs import frozen
from av.video.frame import VideoFrame


@frozen(kw_only=True)
class Taken:
    """A picture that is to be delivered, once for each instant; None where it is lost."""

    time: Fraction
    instants: Sequence[Fraction | None]
    key_frame: bool
    picture: VideoFrame | None
