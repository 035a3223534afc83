"""Makes films as a worker does, and prints how many seconds each took, as JSON.

`python -m tests.bench.film_once TEMPLATE ROUNDS OUTPUT PHOTO…`, where `TEMPLATE` may be `prepare`, to have pictures
drawn and nothing else. With `--changed PHOTO` another round follows, with the first photo exchanged and the parts of
the round before at hand.
"""

import asyncio
import json
import shutil
import sys
from argparse import ArgumentParser
from pathlib import Path
from time import perf_counter
from typing import Any

from attrs import Factory, define, evolve
from typing_extensions import override

from composition.films.command import CommandPorts
from composition.opener import open_ports
from composition.settings import Settings
from core.video.model.canvas import CANVASES
from core.video.model.job import Progress
from core.video.model.order import Wishes
from core.video.model.timeline import Picture
from core.video.use_cases.steps.make_film import MakeFilm, Material
from ports.film_maker import Pieces


@define
class PiecesOnDisk(Pieces):
    """Parts in a folder."""

    folder: Path
    asked: list[str] = Factory(list)

    @override
    async def find(self, name: str) -> bytes | None:
        """Return a part."""
        file = self.folder / name
        return file.read_bytes() if file.exists() else None

    @override
    async def keep(self, name: str, data: bytes) -> None:
        """Keep a part."""
        (self.folder / name).write_bytes(data)


def quiet(_: Progress) -> None:
    """Hear nothing."""


async def main(chosen: Any) -> None:
    """Make the films."""
    async with open_ports(CommandPorts, Settings.read()) as ports:
        if chosen.template == "prepare":
            seconds = [await prepared(ports, chosen.photos) for _ in range(chosen.rounds)]
        else:
            seconds = await filmed(ports, chosen)
    print(json.dumps(seconds))


async def filmed(ports: CommandPorts, chosen: Any) -> list[float]:
    """Make the same film again and again, each time from nothing."""
    make = MakeFilm(reader=ports.photo_reader, sounds=ports.sound_reader, maker=ports.film_maker)
    template = ports.video_templates.named(chosen.template)
    material = Material(template=template, wishes=Wishes(seconds_per_photo=3), photos=tuple(chosen.photos))
    seconds = [await once(ports, make, material, chosen.out, keep=chosen.changed) for _ in range(chosen.rounds)]
    return seconds if chosen.changed is None else seconds[-1]


async def once(ports: CommandPorts, make: MakeFilm, material: Material, out: Path, *, keep: Path | None) -> Any:
    """Make it, and once more with another first photo."""
    async with ports.workshop.folder() as folder, ports.workshop.folder() as kept:
        pieces = PiecesOnDisk(kept.path)
        began = perf_counter()
        made = await make(material, folder=folder.path, pieces=pieces, told=quiet)
        first = perf_counter() - began
        shutil.copyfile(made.film, out)
        if keep is None:
            return first
        changed = evolve(material, photos=(keep, *material.photos[1:]))
        async with ports.workshop.folder() as other:
            began = perf_counter()
            await make(changed, folder=other.path, pieces=pieces, told=quiet)
            return [first, perf_counter() - began]


async def prepared(ports: CommandPorts, photos: list[Path]) -> float:
    """Draw each photo once."""
    async with ports.workshop.folder() as folder:
        began = perf_counter()
        drawing = (
            ports.photo_reader.draw(
                Picture(photo=0), photo, number=number, canvas=CANVASES["9:16"], target=folder.path / f"{number}.rgb"
            )
            for number, photo in enumerate(photos, start=1)
        )
        await asyncio.gather(*drawing)
        return perf_counter() - began


if __name__ == "__main__":
    words = ArgumentParser()
    words.add_argument("template")
    words.add_argument("rounds", type=int)
    words.add_argument("out", type=Path)
    words.add_argument("photos", nargs="+", type=Path)
    words.add_argument("--changed", type=Path)
    asyncio.run(main(words.parse_args(sys.argv[1:])))
