"""`oddiya templates`: shows the templates that there are, and checks new ones."""

import argparse
import asyncio
import sys
from collections.abc import Iterator
from itertools import cycle, islice
from pathlib import Path
from typing import Final

from attrs import frozen

from adapters.bundled.video_templates import template_of
from adapters.section import CannotOpen
from composition.exits import status_of, told
from composition.opener import open_ports
from composition.settings import Settings
from core.video.model.canvas import Aspect
from core.video.model.compiling.compiling import compiled
from core.video.model.errors import BadTemplate
from core.video.model.order import Wishes
from core.video.model.photo import Music, PhotoShape
from core.video.model.template import Template
from core.video.model.timeline import Timeline
from ports.video_templates import VideoTemplates

SAMPLES: Final = (
    PhotoShape(width=3024, height=4032),
    PhotoShape(width=4032, height=3024),
    PhotoShape(width=3000, height=3000),
    PhotoShape(width=6000, height=1500),
)
SAMPLE_MUSIC: Final = Music(seconds=60, beats=tuple(beat / 2 for beat in range(120)))


@frozen(kw_only=True)
class CommandPorts:
    """What the command needs."""

    video_templates: VideoTemplates


def run(chosen: argparse.Namespace) -> int:
    """Show the templates, or check some; return the exit status."""
    if chosen.action == "check":
        return max([_check(path) for path in chosen.files])
    for template in asyncio.run(_all(Settings.read())):
        print(*_about(template), sep="\n")
    return 0


async def _all(settings: Settings) -> tuple[Template, ...]:
    async with open_ports(CommandPorts, settings) as ports:
        return tuple(ports.video_templates.all())


def _about(template: Template) -> Iterator[str]:
    span = template.seconds_per_photo
    yield f"{template.name} ({', '.join(template.aspects)})"
    yield f"  {template.about.get('en', next(iter(template.about.values())))}"
    yield (
        f"  {template.least_photos} to {template.most_photos} photos of {span.least:g} to {span.most:g} s, "
        f"{span.default:g} s unless you say otherwise"
    )
    yield f"  music: {template.music}; title: {template.title}; captions: {template.captions}"


def _check(path: Path) -> int:
    try:
        template = template_of(path.read_bytes())
    except OSError as error:
        raise CannotOpen(f"{path} cannot be read: {error.strerror}") from error
    except BadTemplate as bad:
        print(f"{path}:", *told(bad), sep="\n", file=sys.stderr)
        return status_of(bad)
    print(f"{path}: {template.name}, version {template.version}")
    for aspect in template.aspects:
        print(f"  {_summary(_sample(template, aspect), aspect)}")
    return 0


def _sample(template: Template, aspect: Aspect) -> Timeline:
    """Return the film that the template makes of a few photos of all shapes, with all that it has a place for."""
    photos = tuple(islice(cycle(SAMPLES), min(max(len(SAMPLES), template.least_photos), template.most_photos)))
    wishes = Wishes(
        title=None if template.title == "no" else template.name,
        captions=() if template.captions == "no" else (template.name,) * len(photos),
        aspect=aspect,
    )
    music = None if template.music == "no" else SAMPLE_MUSIC
    return compiled(template, wishes=wishes, photos=photos, music=music).timeline


def _summary(timeline: Timeline, aspect: Aspect) -> str:
    photos = {picture.photo for picture in timeline.pictures}
    moving = ", with movement" if timeline.moves else ""
    return (
        f"{aspect}: {len(photos)} photos make {timeline.seconds:.1f} s, {timeline.frames} frames of "
        f"{timeline.canvas.width}x{timeline.canvas.height} out of {len(timeline.pictures)} pictures{moving}"
    )
