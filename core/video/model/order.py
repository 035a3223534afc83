"""What somebody wants filmed."""

from attrs import frozen

from core.video.model.canvas import Aspect
from core.video.model.photo import StoredFile


@frozen(kw_only=True)
class Wishes:
    """What the template leaves open; None leaves it to the template."""

    title: str | None = None
    captions: tuple[str, ...] = ()
    aspect: Aspect | None = None
    seconds_per_photo: float | None = None


@frozen(kw_only=True)
class FilmOrder:
    """A film of photos, in this order, after a template; the caption at each place belongs to the photo there."""

    template: str
    photos: tuple[StoredFile, ...]
    music: StoredFile | None = None
    wishes: Wishes = Wishes()
