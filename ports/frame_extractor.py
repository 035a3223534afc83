"""Takes frames out of videos."""

from collections.abc import AsyncIterator, Callable
from contextlib import AbstractAsyncContextManager
from pathlib import Path
from typing import Protocol

from attrs import field, frozen

from core.video.model.frames.found import FoundVideo, SkippedInstant
from core.video.model.frames.wishes import FrameWishes
from core.video.model.job import Progress


@frozen(kw_only=True)
class ExtractedFrame:
    """A frame as a file: `number` from 1, `instant` is what was asked for where that was an instant.

    `time` is the moment from which the video shows it, `sharpness` grows with detail, and `data` is JPEG or PNG.
    """

    number: int
    time: float
    instant: float | None
    key_frame: bool
    sharpness: float
    width: int
    height: int
    data: bytes = field(repr=False)


@frozen(kw_only=True)
class ExtractionEnd:
    """What there is to say once all frames are there: `contact_sheet` is a JPEG with some of them, small."""

    strategy: str
    contact_sheet: bytes = field(repr=False)
    peak_memory: int
    skipped: tuple[SkippedInstant, ...] = ()
    warnings: tuple[str, ...] = ()


class Extraction(Protocol):
    """A video that is being worked on. Its frames are gone through once, and then it is ended."""

    @property
    def video(self) -> FoundVideo:
        """What was found in the file."""
        ...

    def frames(self) -> AsyncIterator[ExtractedFrame]:
        """Go through the frames, in the order of time, as they are made."""
        ...

    async def end(self) -> ExtractionEnd:
        """Say how it went."""
        ...


Told = Callable[[Progress], None]


class FrameExtractor(Protocol):
    """Extracts frames.

    - The frames are exactly those that `FrameWishes` describes, upright, in sRGB also where the video is HDR, and of
      square pixels. The same instant asked for twice over by the step, as where nothing moves, is delivered each time.
    - The same video and wishes make the same bytes.
    - What cannot be read, is of a kind that is not taken, or exceeds a limit is `BrokenVideo`; `TooManyFrames` and
      `NoFrames` are raised for wishes that do not go with the video. They may come while the frames are gone through.
      What may pass another time is `Unavailable`.
    - What the file says of itself is believed by nobody: it is read apart, without network, and no file but it.
    - Memory does not grow with the length of the video, and nothing is written to any disk. Frames are made only as
      fast as they are taken.
    - Leaving the block ends every process that was begun. `told` hears how far the work is, and returns at once.
    """

    def extract(self, video: Path, wishes: FrameWishes, *, told: Told) -> AbstractAsyncContextManager[Extraction]:
        """Begin to extract frames."""
        ...
