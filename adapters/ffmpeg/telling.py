"""Says how far a film is, and never that it went back."""

from typing import Final

from attrs import define, field

from core.video.model.job import Progress
from ports.film_maker import Told

WHOLE: Final = 100
READ, DRAWN, JOINED = 3, 92, 98  # what is done of it after each step


@define
class Telling:
    """Counts to `WHOLE`."""

    _told: Told
    _done: int = field(default=0, init=False)

    def reading(self) -> None:
        """Begin."""
        self._tell(0, "reading photos")

    def drawing(self, done: int, total: int) -> None:
        """Go on: so many parts are drawn of so many."""
        self._tell(READ + (DRAWN - READ) * done // max(1, total), "drawing")

    def joining(self) -> None:
        """Go on: the parts are there, and become one."""
        self._tell(DRAWN, "joining")

    def looking(self) -> None:
        """Go on: the film is there, and is looked at."""
        self._tell(JOINED, "checking")

    def ending(self) -> None:
        """End."""
        self._tell(WHOLE, "done")

    def _tell(self, done: int, step: str) -> None:
        self._done = max(self._done, done)
        self._told(Progress(done=self._done, total=WHOLE, step=step))
