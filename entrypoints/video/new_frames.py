"""What clients ask to have frames of."""

from typing import Annotated

from attrs import frozen
from typing_extensions import Doc

from core.video.model.frames.wishes import (
    LEAST_WIDTH,
    LONGEST_STEP,
    MOST_INSTANTS,
    MOST_WIDTH,
    SHORTEST_STEP,
    AskedFrames,
    FrameFormat,
    FrameMode,
)
from core.video.model.sizes import LARGEST_VIDEO
from entrypoints.http.multipart.arriving_form import FilePart
from entrypoints.http.multipart.form_input import MostBytes
from entrypoints.http.shapes.constraints import Example, Items, Length, Range

Step = Annotated[
    float,
    Range(min=SHORTEST_STEP, max=LONGEST_STEP),
    Example(1),
    Doc("seconds from one frame to the next, with the modes `every` (1 unless it is said) and `best`"),
]
Instant = Annotated[float, Range(min=0, max=LONGEST_STEP)]
Width = Annotated[int, Range(min=LEAST_WIDTH, max=MOST_WIDTH), Doc("at most the video's own, which is the default")]


@frozen(kw_only=True)
class FramesWanted:
    """Which frames are wanted: one every second, unless something else is said."""

    mode: FrameMode | None = None
    every: Step | None = None
    at: Annotated[tuple[Instant, ...], Items(max=MOST_INSTANTS), Doc("seconds, with the mode `at`")] = ()
    width: Width | None = None
    format: FrameFormat = "jpeg"

    def asked(self) -> AskedFrames:
        """Return what is asked for."""
        return AskedFrames(mode=self.mode, every=self.every, at=self.at, width=self.width, format=self.format)


@frozen(kw_only=True)
class NewFrames(FramesWanted):
    """Frames of a video that was uploaded before."""

    video: Annotated[str, Length(min=1, max=512), Doc("the `key` of an upload of mine")]


@frozen(kw_only=True)
class NewFramesOfVideo:
    """Frames of a video that comes along."""

    video: Annotated[FilePart, MostBytes(LARGEST_VIDEO)]
    order: FramesWanted = FramesWanted()
