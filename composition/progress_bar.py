"""How far some work is, on a terminal."""

import sys
from typing import Final, TextIO

from attrs import Factory, define

from core.video.model.job import Progress

WIDTH: Final = 30
CLEAR: Final = "\r\x1b[K"


@define
class ProgressBar:
    """One line that is written over and over; where nobody looks at a terminal, one line for each step."""

    out: TextIO = Factory(lambda: sys.stderr)
    _step: str = ""

    def tell(self, progress: Progress) -> None:
        """Show it."""
        if self.out.isatty():
            self.out.write(CLEAR + line_of(progress))
        elif progress.step != self._step:
            self.out.write(f"{progress.step}\n")
        self._step = progress.step
        self.out.flush()

    def close(self) -> None:
        """Leave the line empty for what comes next."""
        if self.out.isatty():
            self.out.write(CLEAR)
            self.out.flush()


def line_of(progress: Progress) -> str:
    """Return a bar, as long as the work is done, and what is being done."""
    share = progress.done / progress.total if progress.total else 0.0
    filled = round(WIDTH * share)
    return f"[{'#' * filled}{'.' * (WIDTH - filled)}] {share:4.0%}  {progress.step}"
