"""What Oddiya is told about how long media are kept."""

import re
from datetime import timedelta
from typing import Any, Final

from attrs import field, frozen
from typing_extensions import override

from adapters.section import setting
from core.video.model.retention import Retention

DAYS: Final = re.compile(r"[1-9][0-9]{0,3}")
A_MONTH: Final = "30"


def _time_of(text: str) -> timedelta:
    if DAYS.fullmatch(text) is None:
        raise ValueError(text)
    return timedelta(days=int(text))


@frozen
class Days:
    """A number of days: 1 to 9999."""

    time: timedelta = field(converter=_time_of)

    @override
    def __str__(self) -> str:
        return str(self.time.days)


def days(of: str, about: str) -> Any:
    """Declare a field of a section that holds for how many days something is kept."""
    return setting(f"ODDIYA_KEEP_{of}_DAYS", f"the number of days that {about}, 1 to 9999", default=Days(A_MONTH))


@frozen(kw_only=True)
class RetentionSettings:
    """How long media are kept. An order keeps the time that held when it was taken; files have what holds now."""

    films: Days = days("FILMS", "a film is kept once it was ordered")
    frames: Days = days("FRAMES", "frames are kept once they were ordered")
    uploads: Days = days("UPLOADS", "files that people sent are kept")
    pieces: Days = days("PIECES", "parts of films are kept from which the next film is made faster")

    @property
    def retention(self) -> Retention:
        """What follows from that."""
        return Retention(
            films=self.films.time, frames=self.frames.time, uploads=self.uploads.time, pieces=self.pieces.time
        )
