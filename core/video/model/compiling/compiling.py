"""From a template and photos to a film, down to the frame.

A film is as long as its title card, where it has one, and each photo's seconds together: a fade is a part of the turn
of the photo that fades in. Cuts on beats move the ends of turns, the film's end included, by less than half a turn.
"""

from collections.abc import Mapping, Sequence

from attrs import frozen

from core.video.model.canvas import CANVASES, Aspect, Canvas
from core.video.model.compiling.cautions import cautions
from core.video.model.compiling.frames import frames_of
from core.video.model.compiling.order_check import order_faults
from core.video.model.compiling.rhythm import beats_in_frames, on_beats
from core.video.model.compiling.scenes import Scene, scenes_of
from core.video.model.errors import BadOrder
from core.video.model.order import Wishes
from core.video.model.photo import Music, PhotoShape
from core.video.model.template import Template
from core.video.model.timeline import LONGEST_FADE, Shot, Sound, Timeline


@frozen(kw_only=True)
class Compiled:
    """A film that can be made, and what its owner may want to know before it is."""

    timeline: Timeline
    warnings: tuple[str, ...] = ()


def check_order(template: Template, *, wishes: Wishes, photos: int, music: bool) -> None:
    """Raise `BadOrder` where the template does not take the order, with all that can be told without the photos."""
    faults = tuple(order_faults(template, wishes=wishes, photos=photos, music=music))
    if faults:
        raise BadOrder(faults=faults)


def compiled(
    template: Template,
    *,
    wishes: Wishes,
    photos: Sequence[PhotoShape],
    music: Music | None,
    numbers: Sequence[int] = (),
    canvases: Mapping[Aspect, Canvas] = CANVASES,
) -> Compiled:
    """Return the film; `BadOrder` where the template does not take the order.

    Warnings call the photos by their `numbers`: from 1, unless others are given since some photos were left out.
    """
    check_order(template, wishes=wishes, photos=len(photos), music=music is not None)
    canvas = canvases[wishes.aspect or template.aspects[0]]
    scenes = tuple(scenes_of(template, wishes=wishes, photos=photos, canvas=canvas))
    turns = _turns(template, scenes, music, canvas)
    pictures = tuple(dict.fromkeys(scene.picture for scene in scenes))
    timeline = Timeline(
        canvas=canvas,
        pictures=pictures,
        shots=_shots(scenes, turns, fade=frames_of(template.fade_seconds, fps=canvas.fps)),
        sound=_sound(template, music, frames=sum(turns), fps=canvas.fps),
    )
    told = cautions(template, timeline, photos=photos, music=music, numbers=numbers or range(1, len(photos) + 1))
    return Compiled(timeline=timeline, warnings=told)


def _turns(template: Template, scenes: Sequence[Scene], music: Music | None, canvas: Canvas) -> tuple[int, ...]:
    turns = tuple(scene.turn for scene in scenes)
    if template.cuts == "even" or music is None:
        return turns
    return on_beats(turns, beats_in_frames(music, fps=canvas.fps, frames=sum(turns) + max(turns)))


def _shots(scenes: Sequence[Scene], turns: Sequence[int], *, fade: int) -> tuple[Shot, ...]:
    places = {picture: place for place, picture in enumerate(dict.fromkeys(scene.picture for scene in scenes))}
    fades = [0, *(min(fade, turn - 1, LONGEST_FADE) for turn in turns[1:])]
    return tuple(
        Shot(
            picture=places[scene.picture], fade_in=fade_in, hold=turn - fade_in,
            motion=scene.motion, overlay=scene.overlay,
        )
        for scene, turn, fade_in in zip(scenes, turns, fades, strict=True)
    )  # fmt: skip


def _sound(template: Template, music: Music | None, *, frames: int, fps: int) -> Sound:
    if music is None:
        return Sound()
    fade = min(frames_of(template.music_fade_seconds, fps=fps), frames // 2)
    # The first beat must be heard where cuts fall on beats.
    return Sound(fade_in=0 if template.cuts == "beats" else fade, fade_out=fade)
