"""A place as clients see it."""

from datetime import datetime
from typing import Annotated

from attrs import frozen
from typing_extensions import Doc

from core.planning.model.hours_text import text_of
from core.planning.model.place import Category, Place


@frozen(kw_only=True)
class NamesOut:
    """What a place is called in Korean, in Latin letters, and in English; empty where that is unknown."""

    ko: str
    roman: str
    en: str


@frozen(kw_only=True)
class PlaceOut:
    """A real place, and what is known of it."""

    id: str
    source: Annotated[str, Doc("who knows it")]
    fetched_at: Annotated[datetime, Doc("when they were asked")]
    name: Annotated[str, Doc("its name in the language of the plan")]
    names: NamesOut
    category: Category
    lat: float
    lng: float
    address: str
    url: str | None
    hours: Annotated[str, Doc("when it is open, such as `mon-fri 09:00-18:00; closed sun`; `?` where nobody knows")]
    indoor: bool | None
    price_level: Annotated[int | None, Doc("from 0, which is free, to 4")]


def place_out(place: Place, language: str) -> PlaceOut:
    """Present a place to speakers of a language."""
    names = place.names
    return PlaceOut(
        id=place.place_id,
        source=place.found.source,
        fetched_at=place.found.fetched_at,
        name=names.within(language),
        names=NamesOut(ko=names.ko, roman=names.roman, en=names.en),
        category=place.category,
        lat=place.point.lat,
        lng=place.point.lng,
        address=place.address,
        url=place.url,
        hours=text_of(place.hours),
        indoor=place.indoor,
        price_level=place.price_level,
    )
