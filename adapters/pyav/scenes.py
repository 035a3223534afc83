"""Finds the first picture behind every cut, by how much pictures differ from those around them."""

from collections import deque
from collections.abc import Iterable, Iterator, Sequence
from fractions import Fraction
from itertools import product
from statistics import median
from typing import TYPE_CHECKING, Final

from attrs import frozen
from av.video.reformatter import Interpolation, VideoReformatter

from adapters.pyav.everything import Shown
from adapters.pyav.finishing import tight
from adapters.pyav.taken import Taken

if TYPE_CHECKING:
    from PIL.Image import Image

SEEN: Final = (32, 18)  # so small that neither noise nor most of what moves is seen
SHORTEST: Final = Fraction(3, 10)  # seconds of a scene
AHEAD: Final = 2  # pictures that are looked at before it is judged whether a scene began
BEHIND: Final = 5
FLASH: Final = 3  # pictures in which what flashes up is gone again
LEAST: Final = 7.0  # of 255, by which pictures differ at a cut
SUDDEN: Final = 2.5  # times as much as around it
MOVED: Final = 12  # of 255, by which a spot changes that is another one
MOST_OF_IT: Final = 0.35  # of a picture that changes at a cut; less of it is something that moves
NEW: Final = 0.5  # of the difference at a cut that is there also between pictures that are further apart


@frozen(kw_only=True)
class Seen:
    """A picture as it is compared, and by how much it differs from the one before."""

    shown: Shown
    small: "Image"
    change: float


def scenes(shown: Iterable[Shown]) -> Iterator[Taken]:
    """Yield the first picture, and the first of each scene."""
    around: deque[Seen] = deque(maxlen=BEHIND + 1 + AHEAD)
    began: Fraction | None = None
    at = 0
    for at, one in enumerate(_seen(shown)):
        around.append(one)
        if began is None:
            began = one.shown.time
            yield one.shown.taken(None)
        if at >= AHEAD:
            began, taken = _judged(list(around), len(around) - 1 - AHEAD, began)
            yield from taken
    for place in range(max(0, len(around) - AHEAD), len(around)):
        if began is not None:
            began, taken = _judged(list(around), place, began)
            yield from taken


def _judged(around: Sequence[Seen], place: int, began: Fraction) -> tuple[Fraction, list[Taken]]:
    """Return when the scene began that a picture belongs to, and the picture if that is its first."""
    shown = around[place].shown
    if place == 0 or shown.time - began < SHORTEST or not is_cut(around, place):
        return began, []
    return shown.time, [shown.taken(None)]


def is_cut(around: Sequence[Seen], place: int) -> bool:
    """Tell whether a picture is the first of a scene: all at once it is another, and remains so."""
    change = around[place].change
    before, after = around[max(0, place - BEHIND) : place], around[place : place + 1 + AHEAD]
    usual = median([one.change for one in before[1:]] or [0.0])
    moves = min((one.change for one in after[1:]), default=0.0)
    if change < max(LEAST, SUDDEN * max(usual, moves)) or changed(before[-1].small, after[0].small) < MOST_OF_IT:
        return False
    pairs = product(before[-FLASH:], after)
    return min(difference(one.small, other.small) for one, other in pairs) > NEW * change


def difference(one: "Image", other: "Image") -> float:
    """Return by how much two small pictures differ on average, of 255."""
    from PIL import ImageChops, ImageStat

    means = ImageStat.Stat(ImageChops.difference(one, other)).mean
    return sum(means) / len(means)


def changed(one: "Image", other: "Image") -> float:
    """Return how much of a small picture, of 1, is not what it was."""
    from PIL import ImageChops

    counts = ImageChops.difference(one, other).convert("L").histogram()
    return sum(counts[MOVED:]) / sum(counts)


def _seen(shown: Iterable[Shown]) -> Iterator[Seen]:
    from PIL import Image

    scaler = VideoReformatter()
    before: Image.Image | None = None
    for one in shown:
        small = scaler.reformat(
            one.picture, width=SEEN[0], height=SEEN[1], format="rgb24", interpolation=Interpolation.AREA, threads=1
        )
        image = Image.frombytes("RGB", SEEN, tight(small, 3))
        yield Seen(shown=one, small=image, change=0.0 if before is None else difference(before, image))
        before = image
