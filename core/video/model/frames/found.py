"""What was found in a video, and what became of it."""

from attrs import frozen


@frozen(kw_only=True)
class FoundVideo:
    """A video: its size as it is looked at, upright; `frames` and `seconds` as its packets say."""

    container: str
    codec: str
    width: int
    height: int
    seconds: float
    frames: int
    rotation: int = 0
    hdr: bool = False
    steady: bool = True


@frozen(kw_only=True)
class SkippedInstant:
    """An instant that nothing could be delivered for, and why."""

    instant: float
    reason: str


@frozen(kw_only=True)
class FramesReport:
    """How frames were extracted: `took` in seconds, `peak_memory` and `size` (of the ZIP) in bytes."""

    video: FoundVideo
    strategy: str
    frames: int
    size: int
    took: float
    peak_memory: int
    skipped: tuple[SkippedInstant, ...] = ()
    warnings: tuple[str, ...] = ()


@frozen(kw_only=True)
class FramesResult:
    """Where the ZIP lies, the index of what is in it, and its contact sheet."""

    zip_key: str
    index_key: str
    sheet_key: str
    report: FramesReport
