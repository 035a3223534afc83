"""What turns a timeline into a film without sound, and what it is given."""

from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Protocol

from attrs import frozen

from core.video.model.film import PieceMade
from core.video.model.timeline import Timeline
from ports.film_maker import Pieces


@frozen(kw_only=True)
class PhotoFile:
    """A photo and the SHA-256 of its bytes, by which whatever is made of it is named."""

    path: Path
    digest: str


@frozen(kw_only=True)
class Silent:
    """A film without sound, ready to be played, and the parts that it was made of."""

    path: Path
    pieces: tuple[PieceMade, ...]
    warnings: tuple[str, ...] = ()


Counted = Callable[[int, int], None]


class Engine(Protocol):
    """One way to make a film: keeps the promises of `FilmMaker` but for sound and poster.

    `told` hears how many parts are done, of how many.
    """

    async def make(
        self, timeline: Timeline, *, photos: Sequence[PhotoFile], folder: Path, pieces: Pieces, told: Counted
    ) -> Silent:
        """Make the film, in a file below the folder."""
        ...
