"""Finds the sharpest picture of every few seconds, and leaves out what looks like one that was taken already."""

from collections.abc import Iterable, Iterator
from fractions import Fraction
from typing import Final

from attrs import define, field
from av.video.frame import VideoFrame
from av.video.reformatter import VideoReformatter

from adapters.pyav.everything import Shown
from adapters.pyav.sharpness import Sharpness, grey, sharpness
from adapters.pyav.taken import Taken

COLUMNS, ROWS = 8, 8
ALIKE: Final = 6  # of 64 features that differ between pictures that look the same


@define
class Best:
    """Chooses among pictures as they come; no more than two of them are kept."""

    _step: Fraction
    _taken: list[int] = field(factory=list)
    _scaler: VideoReformatter = field(factory=VideoReformatter)
    _sharpness: Sharpness = field(factory=Sharpness)

    def of(self, shown: Iterable[Shown]) -> Iterator[Taken]:
        """Yield the best."""
        window, best, most = -1, None, -1.0
        for one in shown:
            if (now := int(one.time // self._step)) != window:
                yield from self._distinct(best)
                window, best, most = now, None, -1.0
            sharp = sharpness(self._sharpness.grey(one.picture))
            if sharp > most:
                best, most = one, sharp
        yield from self._distinct(best)

    def _distinct(self, best: Shown | None) -> Iterator[Taken]:
        if best is None:
            return
        features = self._features(best.picture)
        if all((features ^ other).bit_count() > ALIKE for other in self._taken):
            self._taken.append(features)
            yield best.taken(None)

    def _features(self, picture: VideoFrame) -> int:
        """Return, as bits, where it becomes brighter from left to right."""
        small = grey(self._scaler, picture, (COLUMNS + 1, ROWS)).tobytes()
        features = 0
        for row in range(ROWS):
            line = small[row * (COLUMNS + 1) : (row + 1) * (COLUMNS + 1)]
            for left in range(COLUMNS):
                features = features << 1 | (line[left + 1] > line[left])
        return features
