"""From photos and a template to a film."""

import asyncio
from pathlib import Path

from attrs import evolve, frozen

from core.video.model.beats import beats_of
from core.video.model.compiling.compiling import Compiled, compiled
from core.video.model.errors import BrokenPhoto
from core.video.model.job import Progress
from core.video.model.order import Wishes
from core.video.model.photo import Music
from core.video.model.template import Template
from core.video.use_cases.steps.usable_photos import UsablePhoto, UsablePhotos
from ports.film_maker import FilmMaker, MadeFilm, Pieces, Told
from ports.photo_reader import PhotoReader
from ports.sound_reader import SoundReader


@frozen(kw_only=True)
class Material:
    """All that a film is made of."""

    template: Template
    wishes: Wishes
    photos: tuple[Path, ...]
    music: Path | None = None


@frozen(kw_only=True)
class Plan:
    """A film as it is going to be: the photos it can show, the music as it was heard, and its timeline."""

    material: Material
    usable: UsablePhotos
    music: Music | None

    @property
    def compiled(self) -> Compiled:
        """The timeline, and what there is to say of it."""
        wishes = self.usable.wishes_of(self.material.wishes)
        numbers = [photo.number for photo in self.usable.photos]
        return compiled(
            self.material.template, wishes=wishes, photos=self.usable.shapes, music=self.music, numbers=numbers
        )


@frozen(kw_only=True)
class MakeFilm:
    """Make a film of files; a photo that cannot be shown is skipped where the template allows, else `BrokenPhoto`."""

    reader: PhotoReader
    sounds: SoundReader
    maker: FilmMaker

    async def plan(self, material: Material) -> Plan:
        """Look and listen, and say what the film will be like."""
        usable = await self._looked(material)
        return Plan(material=material, usable=usable, music=await self._heard(material))

    async def __call__(self, material: Material, *, folder: Path, pieces: Pieces, told: Told) -> MadeFilm:
        """Make it; `told` hears how far that is."""
        told(Progress(step="looking at photos"))
        plan = await self.plan(material)
        while True:
            usable, script = plan.usable, plan.compiled
            try:
                made = await self.maker.make(
                    script.timeline,
                    photos=usable.paths,
                    music=material.music,
                    folder=folder,
                    pieces=pieces,
                    told=told,
                )
            except BrokenPhoto as broken:
                number = usable.photos[broken.number - 1].number
                plan = evolve(plan, usable=usable.without(broken, number=number))
                continue
            warnings = (*script.warnings, *made.report.warnings)
            return evolve(made, report=evolve(made.report, warnings=warnings, skipped=usable.skipped))

    async def _looked(self, material: Material) -> UsablePhotos:
        numbered = enumerate(material.photos, start=1)
        looks = await asyncio.gather(*(self._look(path, number) for number, path in numbered))
        seen = tuple(look for look in looks if isinstance(look, UsablePhoto))
        usable = UsablePhotos(template=material.template, photos=seen)
        for broken in looks:
            if isinstance(broken, BrokenPhoto):
                usable = usable.without(broken, number=broken.number)
        return usable

    async def _look(self, path: Path, number: int) -> UsablePhoto | BrokenPhoto:
        try:
            return UsablePhoto(number=number, path=path, shape=await self.reader.look(path, number=number))
        except BrokenPhoto as broken:
            return broken

    async def _heard(self, material: Material) -> Music | None:
        if material.music is None:
            return None
        sound = await self.sounds.listen(material.music)
        beats: tuple[float, ...] = ()
        if material.template.cuts == "beats":
            beats = await asyncio.to_thread(beats_of, sound.low, sound.high, rate=sound.rate)
        return Music(seconds=sound.seconds, beats=beats)
