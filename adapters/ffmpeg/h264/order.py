"""The order in which a film's pictures are coded, and what each of them is made of."""

from collections.abc import Iterable, Iterator, Sequence
from typing import Final, Literal

from attrs import define, evolve, frozen

from adapters.ffmpeg.h264.slices import Place

RENEWED: Final = 250  # frames after which a film can be entered anew; x264's own default

Kind = Literal["entry", "intra", "hold", "blend"]


@frozen(kw_only=True)
class Still:
    """A picture that fades in over the one before and then stands."""

    picture: int
    hold: int
    fade_in: int


@frozen(kw_only=True)
class Frame:
    """A picture of the stream: the film's frame in which it is shown, and what it is made of.

    An `entry` is an IDR, after which nothing refers to what was before. `picture` is the still that an entry or an
    intra picture has the data of.
    """

    kind: Kind
    shown: int
    place: Place
    picture: int | None = None


def joined(stills: Iterable[Still]) -> list[Still]:
    """Make one still of neighbours with the same picture: a fade between them would not be seen."""
    result: list[Still] = []
    for each in stills:
        if result and result[-1].picture == each.picture:
            result[-1] = evolve(result[-1], hold=result[-1].hold + each.fade_in + each.hold)
        else:
            result.append(each)
    return result


def coded_order(stills: Sequence[Still]) -> Iterator[Frame]:
    """Return a film's frames as they are coded.

    The last frame before a fade is kept, and so is the picture that fades in, which is coded before the fade: the
    fade's frames then lie between the two at distances that are their weights.
    """
    group, shown = _Group(), 0
    for still, fades_out in zip(stills, [*(bool(each.fade_in) for each in stills[1:]), False], strict=True):
        arrived = shown + still.fade_in
        yield from _arrival(still, group, arrived)
        shown = arrived + still.hold
        for at in range(arrived + 1, shown):
            if group.due(at, since=arrived):
                yield group.frame("entry", at, picture=still.picture)
            else:
                yield group.frame("hold", at, kept=fades_out and at == shown - 1)


def _arrival(still: Still, group: "_Group", arrived: int) -> Iterator[Frame]:
    if not still.fade_in:
        yield group.frame("entry", arrived, picture=still.picture)
        return
    yield group.frame("intra", arrived, picture=still.picture)
    for at in range(arrived - still.fade_in, arrived):
        yield group.frame("blend", at, kept=False)


@define
class _Group:
    """The frames from one entry to the next: where it began, and how many of its pictures are kept."""

    entry: int = 0
    number: int = 0

    def due(self, at: int, *, since: int) -> bool:
        """Tell whether the film should be made to be entered here: soon after a picture has come, and then rarely."""
        return (at - since) % RENEWED == 1 and at - self.entry >= RENEWED

    def frame(self, kind: Kind, shown: int, *, picture: int | None = None, kept: bool = True) -> Frame:
        """Add a frame."""
        if kind == "entry":
            self.entry, self.number = shown, 0
        place = Place(number=self.number, order=shown - self.entry, kept=kept)
        self.number += kept
        return Frame(kind=kind, shown=shown, place=place, picture=picture)
