"""`oddiya film`: a film of photos on this machine, without any service."""

import argparse
import asyncio
import shutil
import sys
from collections.abc import Iterator
from pathlib import Path

from attrs import frozen
from typing_extensions import override

from composition.exits import status_of, told
from composition.films.arguments import wishes_of
from composition.films.told_lines import plan_lines, report_lines
from composition.local_files import check_source, check_target, draft_of, shown, writing
from composition.opener import open_ports
from composition.progress_bar import ProgressBar
from composition.settings import Settings
from core.errors import BadAnswer, OddiyaError
from core.video.model.compiling.compiling import check_order
from core.video.model.errors import BrokenPhoto
from core.video.use_cases.steps.make_film import MakeFilm, Material
from ports.film_maker import FilmMaker, MadeFilm, Pieces
from ports.photo_reader import PhotoReader
from ports.sound_reader import SoundReader
from ports.video_templates import VideoTemplates
from ports.workshop import Workshop


@frozen(kw_only=True)
class CommandPorts:
    """What the command needs."""

    video_templates: VideoTemplates
    workshop: Workshop
    photo_reader: PhotoReader
    sound_reader: SoundReader
    film_maker: FilmMaker


@frozen
class NoPieces(Pieces):
    """Keeps nothing: the film is made once."""

    @override
    async def find(self, name: str) -> bytes | None:
        """Find nothing."""
        return None

    @override
    async def keep(self, name: str, data: bytes) -> None:
        """Let it go."""


def film(chosen: argparse.Namespace) -> int:
    """Make a film and write it; return the exit status."""
    try:
        return asyncio.run(_film(chosen, Settings.read()))
    except OddiyaError as error:
        print(*told(error), *_more(error, chosen), sep="\n", file=sys.stderr)
        return status_of(error)


def _more(error: OddiyaError, chosen: argparse.Namespace) -> Iterator[str]:
    """Say which file it is, or what FFmpeg said."""
    if isinstance(error, BrokenPhoto):
        yield f"  photo {error.number} is {shown(chosen.photos[error.number - 1])}"
    elif isinstance(error, BadAnswer) and error.__cause__ is not None:
        yield f"  {error.__cause__}"


async def _film(chosen: argparse.Namespace, settings: Settings) -> int:
    _check_files(chosen)
    async with open_ports(CommandPorts, settings) as ports:
        material = _material(chosen, ports.video_templates)
        make = MakeFilm(reader=ports.photo_reader, sounds=ports.sound_reader, maker=ports.film_maker)
        if chosen.dry_run:
            plan = await make.plan(material)
            print(*plan_lines(plan), sep="\n")
            return 0
        async with ports.workshop.folder() as folder:
            made = await _made(make, material, folder.path)
            _write(made.film, chosen.out)
        print(*report_lines(made.report, chosen.out, photos=chosen.photos), sep="\n")
    return 0


def _check_files(chosen: argparse.Namespace) -> None:
    for path in (*chosen.photos, *([chosen.music] if chosen.music else [])):
        check_source(path)
    check_target(chosen.out)


def _material(chosen: argparse.Namespace, templates: VideoTemplates) -> Material:
    template, wishes = templates.named(chosen.template), wishes_of(chosen)
    check_order(template, wishes=wishes, photos=len(chosen.photos), music=chosen.music is not None)
    photos = tuple(path.resolve() for path in chosen.photos)
    return Material(template=template, wishes=wishes, photos=photos, music=chosen.music and chosen.music.resolve())


async def _made(make: MakeFilm, material: Material, folder: Path) -> MadeFilm:
    bar = ProgressBar()
    try:
        return await make(material, folder=folder, pieces=NoPieces(), told=bar.tell)
    finally:
        bar.close()


def _write(film: Path, out: Path) -> None:
    with writing(out), draft_of(out) as draft:
        shutil.copyfile(film, draft)
