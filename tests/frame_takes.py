"""Extracting frames in tests: all that is delivered at once, and what should have been."""

from collections.abc import Sequence
from fractions import Fraction
from pathlib import Path

from attrs import frozen

from core.video.model.frames.found import FoundVideo
from core.video.model.frames.wishes import FrameWishes
from core.video.model.job import Progress
from ports.frame_extractor import ExtractedFrame, ExtractionEnd, FrameExtractor
from tests.videos import Clip, number_of


@frozen(kw_only=True)
class Extracted:
    """Everything that one extraction had to say."""

    video: FoundVideo
    frames: Sequence[ExtractedFrame]
    end: ExtractionEnd
    told: Sequence[Progress]

    @property
    def numbers(self) -> list[int]:
        """What the frames say of themselves."""
        return [number_of(frame.data) for frame in self.frames]


async def extracted(extractor: FrameExtractor, video: Path, wishes: FrameWishes) -> Extracted:
    """Extract frames, and take them all."""
    told: list[Progress] = []
    async with extractor.extract(video, wishes, told=told.append) as extraction:
        frames = [frame async for frame in extraction.frames()]
        return Extracted(video=extraction.video, frames=frames, end=await extraction.end(), told=told)


def shown_at(clip: Clip, instants: Sequence[float]) -> list[int]:
    """Return the numbers of the pictures that are shown then, found the slow way."""
    moments = clip.moments()
    return [
        max(number for number, moment in enumerate(moments) if moment <= Fraction(repr(instant)))
        for instant in instants
    ]


def instants_of(clip: Clip, step: float) -> list[float]:
    """Return every so many seconds, to the end of the video, whose last picture is shown as long as the one before."""
    moments = clip.moments()
    lasts = moments[-1] - moments[-2] if len(moments) > 1 else Fraction(1, clip.rate)
    count = -(-(moments[-1] + lasts) // Fraction(repr(step)))
    return [float(number * Fraction(repr(step))) for number in range(count)]
