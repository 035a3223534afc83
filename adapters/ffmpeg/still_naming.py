"""Which pictures a film needs, each once, and how they are named."""

import json
from collections.abc import Sequence
from hashlib import sha256
from pathlib import Path
from typing import Final

from attrs import asdict, evolve, frozen

from adapters.ffmpeg.engine import PhotoFile
from core.video.model.timeline import Picture, Shot, Timeline

EDITION: Final = 1  # to be raised whenever the same picture is to be drawn or coded in another way


@frozen(kw_only=True)
class Wanted:
    """A picture to be drawn and coded, unless it is kept under its name; `number` is its photo's, from 1."""

    name: str
    picture: Picture
    photo: Path | None
    number: int


@frozen(kw_only=True)
class Cast:
    """A film's pictures in the order of their coming, each once, and for each shot which of them it shows."""

    pictures: Sequence[Wanted]
    shown: Sequence[int]


def cast(timeline: Timeline, photos: Sequence[PhotoFile], *, encoder: str) -> Cast:
    """Find out what a film needs; `encoder` tells apart what codes the same picture in different bytes."""
    each_shot = [wanted(timeline, shot, photos, maker=encoder) for shot in timeline.shots]
    pictures = {each.name: each for each in reversed(each_shot)}
    order = {name: at for at, name in enumerate(dict.fromkeys(each.name for each in each_shot))}
    return Cast(pictures=[pictures[name] for name in order], shown=[order[each.name] for each in each_shot])


def wanted(timeline: Timeline, shot: Shot, photos: Sequence[PhotoFile], *, maker: str) -> Wanted:
    """Return what a shot shows, as a still, under a name that says all about it and about what `maker` makes of it."""
    drawn = timeline.pictures[shot.picture]
    picture = evolve(drawn, scale=1.0, texts=drawn.texts + shot.overlay)
    photo = None if picture.photo is None else photos[picture.photo]
    facts = {
        "edition": EDITION,
        "encoder": maker,
        "canvas": asdict(timeline.canvas),
        "picture": asdict(evolve(picture, photo=None)),
        "photo": photo.digest if photo else None,
    }
    return Wanted(
        name=f"still-{sha256(json.dumps(facts, sort_keys=True).encode()).hexdigest()}",
        picture=picture,
        photo=photo.path if photo else None,
        number=1 + (picture.photo or 0),
    )
