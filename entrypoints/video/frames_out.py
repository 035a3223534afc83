"""Frames as their owner sees them, extracted already or not."""

from datetime import datetime
from typing import Annotated

from attrs import frozen
from typing_extensions import Doc

from core.video.model.frames.found import FoundVideo, FramesReport
from core.video.model.frames.wishes import FrameFormat, FrameMode
from core.video.model.job import JobStatus
from core.video.model.kinds import frames_order, frames_result
from core.video.use_cases.frames.show_frames import ShownFrames
from entrypoints.video.job_out import ErrorOut, ProgressOut, error_out, progress_out


@frozen(kw_only=True)
class FoundVideoOut:
    """The video as it was found: its size as it is looked at, upright."""

    container: str
    codec: str
    width: int
    height: int
    seconds: float
    frames: int
    rotation: int
    hdr: bool
    steady: Annotated[bool, Doc("whether its frames come at one rate")]


@frozen(kw_only=True)
class SkippedInstantOut:
    """An instant for which there is no frame."""

    instant: float
    reason: str


@frozen(kw_only=True)
class FramesReportOut:
    """How the frames were extracted."""

    video: FoundVideoOut
    strategy: str
    frames: Annotated[int, Doc("how many there are; they are numbered from 1")]
    size: Annotated[int, Doc("bytes of the ZIP")]
    took: Annotated[float, Doc("seconds")]
    peak_memory: Annotated[int, Doc("bytes")]
    skipped: tuple[SkippedInstantOut, ...]
    warnings: tuple[str, ...]


@frozen(kw_only=True)
class FramesOut:
    """Frames, or what has become of their order so far."""

    job_id: str
    status: JobStatus
    mode: FrameMode
    every: Annotated[float | None, Doc("seconds; null unless the mode is `every` or `best`")]
    at: tuple[float, ...]
    width: int | None
    format: FrameFormat
    progress: ProgressOut
    zip_url: Annotated[str | None, Doc("where the ZIP is, for an hour; null unless they are COMPLETED")]
    poster_url: Annotated[str | None, Doc("a contact sheet")]
    error: Annotated[ErrorOut | None, Doc("null unless they are FAILED")]
    attempts: int
    created_at: datetime
    updated_at: datetime
    expires_at: Annotated[datetime, Doc("when they will be deleted")]
    report: Annotated[FramesReportOut | None, Doc("null unless they are COMPLETED, and in lists")]


def frames_out(shown: ShownFrames) -> FramesOut:
    """Present frames to their owner."""
    made = frames_result(shown.job)
    return _frames_out(shown, None if made is None else _report_out(made.report))


def listed_frames_out(shown: ShownFrames) -> FramesOut:
    """Present frames in a list of their owner's."""
    return _frames_out(shown, None)


def _frames_out(shown: ShownFrames, report: FramesReportOut | None) -> FramesOut:
    job, wishes = shown.job, frames_order(shown.job).wishes
    return FramesOut(
        job_id=job.job_id,
        status=job.status,
        mode=wishes.mode,
        every=wishes.every if wishes.mode in {"every", "best"} else None,
        at=wishes.at,
        width=wishes.width,
        format=wishes.format,
        progress=progress_out(job),
        zip_url=shown.zip_url,
        poster_url=shown.poster_url,
        error=error_out(job),
        attempts=job.attempts,
        created_at=job.created_at,
        updated_at=job.updated_at,
        expires_at=job.expires_at,
        report=report,
    )


def _report_out(report: FramesReport) -> FramesReportOut:
    return FramesReportOut(
        video=_video_out(report.video),
        strategy=report.strategy,
        frames=report.frames,
        size=report.size,
        took=report.took,
        peak_memory=report.peak_memory,
        skipped=tuple(SkippedInstantOut(instant=one.instant, reason=one.reason) for one in report.skipped),
        warnings=report.warnings,
    )


def _video_out(video: FoundVideo) -> FoundVideoOut:
    return FoundVideoOut(
        container=video.container,
        codec=video.codec,
        width=video.width,
        height=video.height,
        seconds=video.seconds,
        frames=video.frames,
        rotation=video.rotation,
        hdr=video.hdr,
        steady=video.steady,
    )
