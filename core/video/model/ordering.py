"""From what somebody asks for to an order of files that are really theirs."""

from collections.abc import Iterator, Mapping, Sequence
from typing import Final, Self

from attrs import field, frozen

from core.errors import Fault
from core.identity.model.user import UserId
from core.video.model.errors import BadOrder, KeyOfAnotherOrder
from core.video.model.job import Job
from core.video.model.order import FilmOrder, Wishes
from core.video.model.photo import StoredFile
from core.video.model.uploads import MUSIC_ENDINGS, PHOTO_ENDINGS, is_upload_of

MIB: Final = 1024 * 1024
MOST_BYTES: Final = 2048 * MIB  # of all files together: a worker has them on its disk
NOT_YOURS: Final = "is no upload of yours"  # also said of another's: whether that exists is not ours to tell


@frozen(kw_only=True)
class WantedFilm:
    """What somebody asks for: photos by their keys, or else by URLs that lead to them, and music by its key."""

    template: str
    photos: tuple[str, ...] = ()
    photo_urls: tuple[str, ...] = ()
    music: str | None = None
    wishes: Wishes = Wishes()

    @property
    def named_in(self) -> str:
        """Where the photos are named; `BadOrder` where that is nowhere or twice."""
        if self.photos and self.photo_urls:
            raise BadOrder(faults=(Fault("/photo_urls", "give either photos or photo_urls, not both"),))
        if not self.photos and not self.photo_urls:
            raise BadOrder(faults=(Fault("/photos", "name at least one photo"),))
        return "/photos" if self.photos else "/photo_urls"


@frozen(kw_only=True)
class AskedFilm:
    """A film by the keys of its files; two are equal when the same is asked for, however the photos were named."""

    template: str
    photos: tuple[str, ...]
    music: str | None
    wishes: Wishes
    named_in: str = field(default="/photos", eq=False)

    @classmethod
    def of(cls, order: FilmOrder) -> Self:
        """Return what an order was made of."""
        return cls(
            template=order.template,
            photos=tuple(photo.key for photo in order.photos),
            music=order.music.key if order.music else None,
            wishes=order.wishes,
        )

    @property
    def keys(self) -> Sequence[str]:
        """Every key, once."""
        return list(dict.fromkeys([*self.photos, *([self.music] if self.music else [])]))

    def answered_by(self, job: Job) -> Job:
        """Return the job that was made under the same Idempotency-Key, or raise `KeyOfAnotherOrder`."""
        if not isinstance(job.order, FilmOrder) or self.of(job.order) != self:
            raise KeyOfAnotherOrder
        return job


def asked_film(wanted: WantedFilm, *, photos: Sequence[str | None], owner: UserId) -> AskedFilm:
    """Return what is asked for, the photos by their keys; `BadOrder` for what cannot be this person's."""
    named_in = wanted.named_in
    own = [key if key is not None and is_upload_of(owner, key) else None for key in photos]
    faults = [Fault(f"{named_in}/{place}", NOT_YOURS) for place, key in enumerate(own) if key is None]
    if wanted.music is not None and not is_upload_of(owner, wanted.music):
        faults.append(Fault("/music", NOT_YOURS))
    if faults:
        raise BadOrder(faults=tuple(faults))
    return AskedFilm(
        template=wanted.template,
        photos=tuple(key for key in own if key is not None),
        music=wanted.music,
        wishes=wanted.wishes,
        named_in=named_in,
    )


def film_order(asked: AskedFilm, files: Mapping[str, StoredFile]) -> FilmOrder:
    """Return the order, given the files that there are; `BadOrder` for what is missing or of a wrong type."""
    if faults := tuple(_faults(asked, files)):
        raise BadOrder(faults=faults)
    return FilmOrder(
        template=asked.template,
        photos=tuple(files[key] for key in asked.photos),
        music=files[asked.music] if asked.music else None,
        wishes=asked.wishes,
    )


def _faults(asked: AskedFilm, files: Mapping[str, StoredFile]) -> Iterator[Fault]:
    for place, key in enumerate(asked.photos):
        yield from _faults_of(files.get(key), f"{asked.named_in}/{place}", PHOTO_ENDINGS, "photo")
    if asked.music:
        yield from _faults_of(files.get(asked.music), "/music", MUSIC_ENDINGS, "music")
    together = sum(file.size for file in files.values())
    if together > MOST_BYTES:
        yield Fault(asked.named_in, f"together the files have {together // MIB} MiB: {MOST_BYTES // MIB} at most")


def _faults_of(file: StoredFile | None, pointer: str, types: Mapping[str, str], what: str) -> Iterator[Fault]:
    if file is None:
        yield Fault(pointer, NOT_YOURS)
    elif file.content_type not in types:
        yield Fault(pointer, f"is no {what}: its type is {file.content_type}")
