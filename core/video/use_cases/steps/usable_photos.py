"""Which of the photos can be shown."""

from pathlib import Path
from typing import Self

from attrs import evolve, frozen

from core.video.model.errors import BrokenPhoto
from core.video.model.film import SkippedPhoto
from core.video.model.order import Wishes
from core.video.model.photo import PhotoShape
from core.video.model.template import Template


@frozen(kw_only=True)
class UsablePhoto:
    """A photo that seems to be one; its number, from 1, is that of the order."""

    number: int
    path: Path
    shape: PhotoShape


@frozen(kw_only=True)
class UsablePhotos:
    """The photos that a film is made of, and those that it does without."""

    template: Template
    photos: tuple[UsablePhoto, ...] = ()
    skipped: tuple[SkippedPhoto, ...] = ()

    @property
    def paths(self) -> tuple[Path, ...]:
        """Where the photos are."""
        return tuple(photo.path for photo in self.photos)

    @property
    def shapes(self) -> tuple[PhotoShape, ...]:
        """The photos' sizes."""
        return tuple(photo.shape for photo in self.photos)

    def wishes_of(self, wishes: Wishes) -> Wishes:
        """Return the wishes with the captions of these photos only."""
        captions = wishes.captions
        if not self.skipped or not captions:
            return wishes
        return evolve(wishes, captions=tuple("".join(captions[p.number - 1 : p.number]) for p in self.photos))

    def without(self, broken: BrokenPhoto, *, number: int) -> Self:
        """Do without the photo of this number; `BrokenPhoto` where that leaves too few, or the template wants all."""
        left = tuple(photo for photo in self.photos if photo.number != number)
        if self.template.broken_photos == "fail" or len(left) < self.template.least_photos:
            raise BrokenPhoto(number=number, reason=broken.reason) from broken
        skipped = (*self.skipped, SkippedPhoto(number=number, reason=broken.reason))
        return evolve(self, photos=left, skipped=tuple(sorted(skipped, key=lambda one: one.number)))
