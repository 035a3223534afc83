"""For how long media are kept."""

from datetime import timedelta
from typing import Final

from attrs import frozen

from core.video.model.job import JobKind

A_MONTH: Final = timedelta(days=30)


@frozen(kw_only=True)
class Retention:
    """How long each kind of thing is kept: what was made from when it was ordered, files from when they came."""

    films: timedelta = A_MONTH
    frames: timedelta = A_MONTH
    uploads: timedelta = A_MONTH
    pieces: timedelta = A_MONTH

    def of(self, kind: JobKind) -> timedelta:
        """Return for how long what was ordered is kept."""
        return self.films if kind == "film" else self.frames
