"""A film, and one that is only planned, in lines for a terminal."""

from collections.abc import Iterator, Sequence
from pathlib import Path

from composition.local_files import MIB, shown
from core.video.model.film import FilmReport, SkippedPhoto
from core.video.model.timeline import Shot, Timeline
from core.video.use_cases.steps.make_film import Plan


def plan_lines(plan: Plan) -> Iterator[str]:
    """Say what a film would be like."""
    script = plan.compiled
    timeline = script.timeline
    canvas = timeline.canvas
    yield f"{timeline.seconds:.1f} s, {timeline.frames} frames, {canvas.width}x{canvas.height} at {canvas.fps} a second"
    for begin, shot in zip(timeline.begins(), timeline.shots, strict=True):
        yield f"  {begin / canvas.fps:7.2f} s  {_shot(timeline, shot, plan)}"
    for one in plan.usable.skipped:
        yield f"{_photo(one, plan.material.photos)} {one.reason}: it would be skipped."
    yield from (f"Note: {warning}" for warning in script.warnings)


def _shot(timeline: Timeline, shot: Shot, plan: Plan) -> str:
    picture = timeline.pictures[shot.picture]
    what = "words" if picture.photo is None else shown(Path(plan.usable.paths[picture.photo].name))
    words = " ".join(f"“{text.text}”" for text in (*picture.texts, *shot.overlay))
    fps = timeline.canvas.fps
    fade = f", fading in for {shot.fade_in / fps:.2f} s" if shot.fade_in else ""
    return f"{what} for {shot.hold / fps:.2f} s{fade}{', moving' if shot.motion else ''} {words}".rstrip()


def _photo(skipped: SkippedPhoto, photos: Sequence[Path]) -> str:
    return f"Photo {skipped.number} ({shown(Path(photos[skipped.number - 1].name))})"


def report_lines(report: FilmReport, out: Path, *, photos: Sequence[Path]) -> Iterator[str]:
    """Say what was made."""
    seconds = report.frames / report.fps
    yield (
        f"{shown(out)}: {seconds:.1f} s of {report.width}x{report.height}, {report.size / MIB:.1f} MiB, made in "
        f"{report.took:.1f} s with at most {report.peak_memory / MIB:.0f} MiB of memory"
    )
    yield from (f"{_photo(one, photos)} was skipped: it {one.reason}." for one in report.skipped)
    yield from (f"Note: {warning}" for warning in report.warnings)
