"""A film before it is made, as clients see it."""

from collections.abc import Iterator
from typing import Annotated

from attrs import frozen
from typing_extensions import Doc

from core.video.model.timeline import Shot, Timeline
from core.video.use_cases.films.preview_film import Preview


@frozen(kw_only=True)
class CanvasOut:
    """What the film is shown on, in pixels, so many times a second."""

    width: int
    height: int
    fps: int


@frozen(kw_only=True)
class ShotOut:
    """What is seen from a frame on: it fades in, and then stands alone for `hold` frames."""

    begin: int
    fade_in: int
    hold: int
    photo: Annotated[int | None, Doc("the first is 1; null where no photo is seen")]
    moves: bool
    texts: tuple[str, ...]


@frozen(kw_only=True)
class PreviewOut:
    """A film, shot by shot."""

    frames: int
    seconds: float
    canvas: CanvasOut
    shots: tuple[ShotOut, ...]
    warnings: tuple[str, ...]


def preview_out(preview: Preview) -> PreviewOut:
    """Present a preview."""
    timeline, canvas = preview.timeline, preview.timeline.canvas
    return PreviewOut(
        frames=timeline.frames,
        seconds=timeline.seconds,
        canvas=CanvasOut(width=canvas.width, height=canvas.height, fps=canvas.fps),
        shots=tuple(_shots(timeline)),
        warnings=preview.warnings,
    )


def _shots(timeline: Timeline) -> Iterator[ShotOut]:
    for begin, shot in zip(timeline.begins(), timeline.shots, strict=True):
        photo = timeline.pictures[shot.picture].photo
        yield ShotOut(
            begin=begin,
            fade_in=shot.fade_in,
            hold=shot.hold,
            photo=None if photo is None else photo + 1,
            moves=shot.motion is not None,
            texts=_texts(timeline, shot),
        )


def _texts(timeline: Timeline, shot: Shot) -> tuple[str, ...]:
    return tuple(text.text for text in (*timeline.pictures[shot.picture].texts, *shot.overlay))
