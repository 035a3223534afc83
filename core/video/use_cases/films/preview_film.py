"""Seeing what a film would be like, without making it."""

from collections.abc import Iterator, Sequence
from functools import partial
from typing import Final

from attrs import frozen

from core.errors import Fault
from core.video.model.compiling.compiling import compiled
from core.video.model.errors import BadOrder
from core.video.model.ordering import WantedFilm
from core.video.model.photo import Music, PhotoShape
from core.video.model.timeline import Timeline
from ports.video_templates import VideoTemplates

ASSUMED_SHAPE: Final = PhotoShape(width=3000, height=4000)
BEAT: Final = 0.5
SHAPES_ASSUMED: Final = "no shapes are given: every photo is taken to be large and upright, 3 by 4"
MUSIC_ASSUMED: Final = "the music is not listened to: it is taken to be as long as the film, with two beats a second"


@frozen(kw_only=True)
class Preview:
    """A film's timeline, and what is assumed or should be known about it."""

    timeline: Timeline
    warnings: tuple[str, ...]


@frozen(kw_only=True)
class PreviewFilm:
    """Return what would be made of an order, looking at no file; `BadOrder` and `TemplateNotFound` as for an order.

    Whose the files are, and whether they are there, is asked only when the film is ordered.
    """

    templates: VideoTemplates

    def __call__(self, *, wanted: WantedFilm, shapes: Sequence[PhotoShape] = ()) -> Preview:
        """Preview."""
        count = _count(wanted, shapes)
        template = self.templates.named(wanted.template)
        photos = shapes or [ASSUMED_SHAPE] * count
        plan_to = partial(compiled, template, wishes=wanted.wishes, photos=photos)
        plan = plan_to(music=None if wanted.music is None else _steady(1.0))
        if wanted.music is not None:
            plan = plan_to(music=_steady(plan.timeline.seconds))
        return Preview(timeline=plan.timeline, warnings=(*_assumptions(wanted, shapes), *plan.warnings))


def _steady(seconds: float) -> Music:
    return Music(seconds=seconds, beats=tuple(number * BEAT for number in range(int(seconds / BEAT))))


def _count(wanted: WantedFilm, shapes: Sequence[PhotoShape]) -> int:
    photos = wanted.photos if wanted.named_in == "/photos" else wanted.photo_urls
    if shapes and len(shapes) != len(photos):
        fault = Fault("/shapes", f"give a shape for each of the {len(photos)} photos, or none")
        raise BadOrder(faults=(fault,))
    return len(photos)


def _assumptions(wanted: WantedFilm, shapes: Sequence[PhotoShape]) -> Iterator[str]:
    if not shapes:
        yield SHAPES_ASSUMED
    if wanted.music is not None:
        yield MUSIC_ASSUMED
