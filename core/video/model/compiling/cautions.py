"""What somebody may want to know before a film is made: nothing that keeps it from being made."""

from collections.abc import Iterator, Sequence
from typing import Final

from core.video.model.canvas import Canvas
from core.video.model.compiling.frames import frames_of
from core.video.model.compiling.framing import NEXT_TO_NOTHING, enlargement, seen
from core.video.model.compiling.words import fits
from core.video.model.photo import Music, PhotoShape
from core.video.model.template import Template
from core.video.model.timeline import LONGEST_FADE, Picture, Text, Timeline

MUCH_ENLARGED: Final = 2.0
LITTLE_SEEN: Final = 0.3
LONG: Final = 300  # seconds
MOST: Final = 30


def cautions(
    template: Template, timeline: Timeline, *, photos: Sequence[PhotoShape], music: Music | None, numbers: Sequence[int]
) -> tuple[str, ...]:
    """Say it, a sentence each: about the film first, then about its photos, and not more than people read."""
    told = (*_of_the_film(template, timeline, music), *_of_shots(timeline, photos, numbers))
    return told if len(told) <= MOST else (*told[:MOST], f"and {len(told) - MOST} more")


def _of_the_film(template: Template, timeline: Timeline, music: Music | None) -> Iterator[str]:
    if timeline.seconds > LONG:
        yield f"the film lasts {timeline.seconds:.0f} s: fewer photos, or fewer seconds for each, make it shorter"
    if music is not None:
        yield from _of_music(template, music, timeline.seconds)
    fade = min(frames_of(template.fade_seconds, fps=timeline.canvas.fps), LONGEST_FADE)
    if any(shot.fade_in < fade for shot in timeline.shots[1:]):
        yield f"some photos are too short for a fade of {template.fade_seconds:g} s: theirs is shorter"


def _of_shots(timeline: Timeline, photos: Sequence[PhotoShape], numbers: Sequence[int]) -> Iterator[str]:
    for shot in timeline.shots:
        picture = timeline.pictures[shot.picture]
        if picture.photo is None or picture.soft:
            yield from _small_letters("the title", picture.texts)
            continue
        name = f"photo {numbers[picture.photo]}"
        yield from _of_a_photo(name, picture, photos[picture.photo], timeline.canvas)
        yield from _small_letters(f"the caption of {name}", picture.texts + shot.overlay)


def _of_a_photo(name: str, picture: Picture, shape: PhotoShape, canvas: Canvas) -> Iterator[str]:
    share = seen(shape, canvas)
    if picture.fit == "crop" and share < LITTLE_SEEN:
        yield f"only {float(share):.0%} of {name} is seen, since it is cropped to fill the film"
    if share < NEXT_TO_NOTHING:
        yield f"{name} is long and narrow, {shape.width}x{shape.height}: it is shown as a thin strip"
    elif enlargement(picture.fit, shape, canvas) * picture.scale > MUCH_ENLARGED:
        yield f"{name} has few pixels, {shape.width}x{shape.height}: it will not look sharp"


def _small_letters(name: str, texts: Sequence[Text]) -> Iterator[str]:
    for text in texts:
        if not fits(text.text, size=text.size, width=text.box.width, height=text.box.height):
            yield f"{name} is long: its letters will be smaller"


def _of_music(template: Template, music: Music, seconds: float) -> Iterator[str]:
    if template.cuts == "beats" and not music.beats:
        yield "no steady beat was found in the music: all photos are shown for equally long"
    if music.seconds < seconds:
        yield f"the music lasts {music.seconds:.0f} s and the film {seconds:.0f} s: the music is repeated"
    elif music.seconds > seconds:
        yield f"the music lasts {music.seconds:.0f} s and the film {seconds:.0f} s: the rest of it is not heard"
