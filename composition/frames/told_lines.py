"""What became of a video's frames, in lines for a terminal."""

from collections.abc import Iterator
from pathlib import Path

from composition.frames.arguments import STDOUT
from composition.local_files import MIB, shown, size_shown
from core.video.model.frames.found import FoundVideo, FramesReport


def report_lines(report: FramesReport, *, video: Path, out: Path) -> Iterator[str]:
    """Say what was extracted, and what was not."""
    frames = "1 frame" if report.frames == 1 else f"{report.frames} frames"
    yield f"{'stdout' if out == STDOUT else shown(out)}: {frames} of {shown(video)}, {size_shown(report.size)}"
    yield f"{shown(video)}: {_about(report.video)}"
    yield (
        f"Extracted in {report.took:.1f} s ({report.strategy}) with at most "
        f"{report.peak_memory / MIB:.0f} MiB of memory"
    )
    yield from (f"Nothing at {one.instant:g} s: {one.reason}." for one in report.skipped)
    yield from (f"Note: {warning}" for warning in report.warnings)


def _about(video: FoundVideo) -> str:
    more = [
        f", turned by {video.rotation}°" if video.rotation else "",
        ", HDR" if video.hdr else "",
        "" if video.steady else ", at a variable rate",
    ]
    return (
        f"{video.seconds:.1f} s of {video.width}x{video.height}, {video.frames} frames, {video.codec} in "
        f"{video.container}{''.join(more)}"
    )
