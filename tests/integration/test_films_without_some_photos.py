"""A film whose photos turn out to be damaged only when they are drawn, made by all that really makes films."""

from pathlib import Path

import pytest
from PIL import Image

from composition.films.command import CommandPorts, NoPieces
from composition.opener import open_ports
from composition.settings import Settings
from core.video.model.errors import BrokenPhoto
from core.video.model.job import Progress
from core.video.model.order import Wishes
from core.video.use_cases.steps.make_film import MakeFilm, Material


def photo(path: Path, *, whole: bool = True) -> Path:
    Image.effect_noise((320, 240), 60).convert("RGB").save(path, "JPEG")
    if not whole:
        path.write_bytes(path.read_bytes()[:-9000])
    return path


def quiet(_: Progress) -> None:
    return None


@pytest.mark.parametrize("template", ["basic", "story"])
async def test_a_damaged_photo_is_skipped_or_fails_the_film_as_the_template_says(template: str, tmp_path: Path) -> None:
    good, cut = photo(tmp_path / "good.jpg"), photo(tmp_path / "cut.jpg", whole=False)
    settings = Settings.read({"ODDIYA_PROFILE": "memory", "ODDIYA_HOME": str(tmp_path / "home")})
    async with open_ports(CommandPorts, settings) as ports, ports.workshop.folder() as folder:
        make = MakeFilm(reader=ports.photo_reader, sounds=ports.sound_reader, maker=ports.film_maker)
        wishes = Wishes(seconds_per_photo=1)
        chosen = ports.video_templates.named(template)
        material = Material(template=chosen, wishes=wishes, photos=(good, cut, good))
        making = make(material, folder=folder.path, pieces=NoPieces(), told=quiet)
        if chosen.broken_photos == "fail":
            with pytest.raises(BrokenPhoto) as broken:
                await making
            assert broken.value.number == 2
        else:
            made = await making
            assert [one.number for one in made.report.skipped] == [2]
            assert made.film.stat().st_size == made.report.size
