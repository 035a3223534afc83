"""Makes places of what Kakao tells."""

import re
from typing import Any, Final

from adapters.kakao.kinds import kind_of
from core.planning.model.place import Names, Place, PlaceId
from core.planning.model.point import Point
from core.planning.model.provenance import Provenance

SOURCE: Final = "kakao"
PREFIX: Final = f"{SOURCE}:"
PAGE: Final = "https://place.map.kakao.com/"
# Parts of a place that are listed as places of their own.
PART: Final = re.compile(r"(?:주차장|매표소|화장실|관광안내소|안내소|입구|정문|후문)\d*$")

Document = dict[str, Any]


def place_of(document: Document, *, destination: str, found: Provenance) -> Place | None:
    """Return a place, None where it is nothing that people travel to; one that lies nowhere is a `ValueError`."""
    kind = kind_of(document["path"], document["group"])
    number, name = document["id"], document["name"]
    if kind is None or not name or PART.search(name) or not re.fullmatch("[0-9A-Za-z]{1,32}", number):
        return None
    return Place(
        place_id=PlaceId(PREFIX + number),
        names=Names(ko=name, roman="", en=""),  # Kakao knows no others
        category=kind.category,
        point=Point(document["lat"], document["lng"]),
        address=document["address"],
        destination=destination,
        found=found,
        dwell=kind.dwell,
        indoor=kind.indoor,
        tags=kind.tags,
        url=PAGE + number,
    )
