"""Makes films."""

from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Protocol

from attrs import frozen

from core.video.model.film import FilmReport
from core.video.model.job import Progress
from core.video.model.timeline import Timeline


class Pieces(Protocol):
    """Keeps parts of films under what they are made of, so that they need not be made again.

    - `find` returns what was kept under the name, or None; `keep` keeps it. A name is of a-z, 0-9 and "-" and says all
      about its bytes, so that two parts of the same name are the same.
    - Pieces may vanish at any time.
    """

    async def find(self, name: str) -> bytes | None:
        """Return a part, if it is kept."""
        ...

    async def keep(self, name: str, data: bytes) -> None:
        """Keep a part."""
        ...


@frozen(kw_only=True)
class MadeFilm:
    """A film (MP4) and its poster (JPEG) as files, and how it went."""

    film: Path
    poster: Path
    report: FilmReport


Told = Callable[[Progress], None]


class FilmMaker(Protocol):
    """Turns a timeline into a film.

    - The film is MP4, H.264 High, yuv420p, limited BT.709 and tagged so, of the canvas's size and rate, and has exactly
      the timeline's frames; it can be played while it is being loaded, from any point. Music, where there is some, is
      AAC and as long as the film: it is repeated when it is shorter, and begins and ends as the timeline says.
    - Frame by frame it shows what `Timeline` and `Picture` describe, in the photos' colours.
    - The same timeline, photos and music make the same bytes.
    - Every part that is made is kept in `pieces`, and parts that are kept there are not made again.
    - `told` hears how far the work is, from nothing done to everything; it is called often and returns at once.
    - A photo that cannot be shown is `BrokenPhoto`, music `BrokenMusic`; what may pass another time is `Unavailable`.
    - Files are written below `folder` only, where another attempt may have left some. Cancelling ends every process
      that was begun, before it passes.
    - Memory does not grow with the number of photos.
    """

    async def make(
        self,
        timeline: Timeline,
        *,
        photos: Sequence[Path],
        music: Path | None,
        folder: Path,
        pieces: Pieces,
        told: Told,
    ) -> MadeFilm:
        """Make the film."""
        ...
