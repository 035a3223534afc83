"""Listens to music."""

from collections.abc import Sequence
from pathlib import Path
from typing import Protocol

from attrs import frozen


@frozen(kw_only=True)
class Loudness:
    """How loud a sound is, `rate` times a second, from 0 to 1; the highs apart from the lows."""

    rate: int
    low: Sequence[float]
    high: Sequence[float]

    @property
    def seconds(self) -> float:
        """How long the sound is."""
        return len(self.low) / self.rate


class SoundReader(Protocol):
    """Listens to sounds of which nothing may be believed, in another process.

    - MP3, AAC (also in MP4), WAV, FLAC, Ogg Vorbis and Opus are sounds, whatever a file is called. What is none of
      these, is damaged so that nothing can be heard, or has no sound in it, is `BrokenMusic`.
    - Of a longer sound the first `LONGEST` seconds are heard.
    """

    async def listen(self, music: Path) -> Loudness:
        """Return how loud the sound is, all along."""
        ...


LONGEST = 1200
