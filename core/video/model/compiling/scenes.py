"""What is to be seen in a film, one thing after the other: the title card, and the photos in their order."""

from collections.abc import Iterator, Sequence

from attrs import frozen

from core.video.model.canvas import Canvas
from core.video.model.compiling.frames import frames_of
from core.video.model.compiling.framing import fit_of
from core.video.model.compiling.moving import motion_of, scale_of
from core.video.model.compiling.setting import text_of
from core.video.model.order import Wishes
from core.video.model.photo import PhotoShape
from core.video.model.template import Template
from core.video.model.timeline import Motion, Picture, Text


@frozen(kw_only=True)
class Scene:
    """A picture whose turn takes so many frames, and how it is shown."""

    picture: Picture
    turn: int
    motion: Motion | None = None
    overlay: tuple[Text, ...] = ()


def scenes_of(template: Template, *, wishes: Wishes, photos: Sequence[PhotoShape], canvas: Canvas) -> Iterator[Scene]:
    """Yield the scenes, with their turns as they are unless beats change them."""
    yield from _title_scene(template, wishes.title, photos[0], canvas)
    seconds = template.seconds_per_photo.default if wishes.seconds_per_photo is None else wishes.seconds_per_photo
    turn = frames_of(seconds, fps=canvas.fps)
    for place, shape in enumerate(photos):
        caption = _caption(template, wishes.captions[place : place + 1], canvas)
        yield _photo_scene(template, place, shape=shape, caption=caption, canvas=canvas, turn=turn)


def _title_scene(template: Template, title: str | None, first: PhotoShape, canvas: Canvas) -> Iterator[Scene]:
    card = template.title_card
    if card is None or title is None:
        return
    picture = Picture(
        photo=0,
        fit=fit_of(template.fit, first, canvas),
        soft=True,
        veil=card.veil,
        texts=(text_of(title, card.lettering, canvas=canvas, down="middle"),),
    )
    yield Scene(picture=picture, turn=frames_of(card.seconds, fps=canvas.fps))


def _photo_scene(
    template: Template, place: int, *, shape: PhotoShape, caption: tuple[Text, ...], canvas: Canvas, turn: int
) -> Scene:
    fit = fit_of(template.fit, shape, canvas)
    if template.movement is None:
        return Scene(picture=Picture(photo=place, fit=fit, texts=caption), turn=turn)
    return Scene(
        picture=Picture(photo=place, fit=fit, scale=scale_of(template.movement)),
        turn=turn,
        motion=motion_of(template.movement, shape=shape, fit=fit, canvas=canvas, number=place + 1),
        overlay=caption,
    )


def _caption(template: Template, captions: tuple[str, ...], canvas: Canvas) -> tuple[Text, ...]:
    lettering = template.caption_lettering
    if lettering is None:
        return ()
    return tuple(text_of(caption, lettering, canvas=canvas, down="bottom") for caption in captions if caption.strip())
