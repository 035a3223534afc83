"""Joins encoded parts into a film that can be played while it is being loaded."""

import shutil
from collections.abc import Sequence
from pathlib import Path

from attrs import frozen

from adapters.ffmpeg.moving.coded import CodedPart
from adapters.ffmpeg.mp4.beginning import beginning
from adapters.ffmpeg.mp4.track import Sample, Track
from core.video.model.canvas import Canvas

LENGTH = 4  # bytes before each unit that say how long it is


@frozen
class Stored:
    """A part's coded data in a file, as a film has them, and where in it each frame lies."""

    path: Path
    samples: Sequence[Sample]


def stored(part: CodedPart, path: Path) -> Stored:
    """Write a part's data into a file."""
    with path.open("wb") as file:
        for frame in part.frames:
            file.write(len(frame.unit).to_bytes(LENGTH, "big"))
            file.write(frame.unit)
    return Stored(path, [Sample(LENGTH + len(frame.unit), frame.shown, frame.entry) for frame in part.frames])


def joined(parts: Sequence[Stored], *, like: CodedPart, canvas: Canvas, target: Path) -> None:
    """Write a film of parts, whose parameters are like those of one of them; the parts' files are used up."""
    samples: list[Sample] = []
    for part in parts:
        shown = len(samples)
        samples += [Sample(each.size, shown + each.shown, each.entry) for each in part.samples]
    track = Track(
        canvas=canvas,
        sequence_parameters=like.sequence_parameters,
        picture_parameters=[like.picture_parameters],
        samples=samples,
    )
    with target.open("wb") as film:
        film.write(beginning(track))
        for part in parts:
            with part.path.open("rb") as file:
                shutil.copyfileobj(file, film)
            part.path.unlink()
