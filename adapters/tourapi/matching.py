"""Which entry of the tourism organisation is a place that we know from elsewhere."""

import re
from collections.abc import Iterable, Iterator
from typing import Any, Final

from adapters.wire.destinations.folding import folded
from adapters.wire.outside.heard import number, text
from core.planning.model.place import Place
from core.planning.model.point import Point
from core.planning.model.scheduling.travelling import crow_meters

NEAR: Final = 300  # metres
KINDS: Final = r"(?:특별자치도|특별자치시|특별시|광역시|도|시|군|구)$"

Item = dict[str, Any]


def same_place(place: Place, items: Iterable[Item]) -> Item | None:
    """Return the nearest entry that has the place's name and lies where it lies, if there is one."""
    near = [(distance, item) for distance, item in _near(place, items) if _is_called(item["title"], place)]
    return min(near, key=lambda one: one[0], default=(0.0, None))[1]


def _near(place: Place, items: Iterable[Item]) -> Iterator[tuple[float, Item]]:
    for item in items:
        try:
            point = Point(number(item["mapy"]), number(item["mapx"]))
            text(item["title"])
            number(item["contentid"])
        except (KeyError, TypeError, ValueError):
            continue  # it cannot be known again, or not be asked for
        distance = crow_meters(place.point, point)
        if distance <= NEAR:
            yield distance, item


def _is_called(title: str, place: Place) -> bool:
    names = {folded(place.names.ko), folded(_bare(place.names.ko))} - {""}
    called = {folded(title), folded(_bare(title))} - {""}
    return any(
        one in (other, region + other) or other == region + one
        for one in names
        for other in called
        for region in _regions(place)
    )


def _bare(name: str) -> str:
    """Return a name without what stands in brackets: 경복궁 [유네스코 세계유산]."""
    return re.sub(r"[(\[<].*?[)\]>]", "", name)


def _regions(place: Place) -> tuple[str, ...]:
    """Return what may stand before a name without making it another one: 부산 감천문화마을."""
    return ("", *(folded(re.sub(KINDS, "", word)) for word in place.address.split()[:2]))
