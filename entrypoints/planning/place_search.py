"""Looking for places."""

from typing import Annotated, Final

from attrs import field, frozen
from typing_extensions import Doc

from core.errors import Fault, Invalid
from core.planning.model.place import Category
from core.planning.model.point import Point
from core.planning.use_cases.plans.search_places import SearchPlaces
from entrypoints.http.caller import Caller, RequestInfo
from entrypoints.http.route import get
from entrypoints.http.shapes.constraints import Example, Length, Pattern, Range
from entrypoints.languages import locale_of
from entrypoints.planning.place_out import PlaceOut, place_out

NUMBER: Final = r"-?[0-9]{1,3}(\.[0-9]{1,12})?"
NORTH: Final = 90
EAST: Final = 180


@frozen(kw_only=True)
class PlacesWanted:
    """Which places."""

    query: Annotated[str, Length(max=200), Doc("a name, in any language; without it, everything near")] = ""
    near: Annotated[str, Pattern(f"{NUMBER},{NUMBER}"), Example("35.1587,129.1604"), Doc("lat,lng")] | None = field(
        default=None
    )
    category: Category | None = None
    limit: Annotated[int, Range(min=1, max=100)] = 20

    @near.validator
    def _on_earth(self, _: object, near: str | None) -> None:
        lat, lng = _numbers(near)
        if abs(lat) > NORTH or abs(lng) > EAST:
            raise Invalid(faults=(Fault("/near", "is nowhere on earth"),))

    def point(self) -> Point | None:
        """Return where they should be near."""
        return None if self.near is None else Point(*_numbers(self.near))


@frozen(kw_only=True)
class PlacesOut:
    """Places, the best first, or the nearest; there are no further pages."""

    items: tuple[PlaceOut, ...]
    next_cursor: str | None = None


@frozen(kw_only=True)
class PlaceRoutes:
    """Place search as the planner sees it."""

    search_places: SearchPlaces

    @get("/api/v1/places", tags="places")
    async def get_places(self, caller: Caller, query: PlacesWanted, info: RequestInfo) -> PlacesOut:  # noqa: ARG002 - it is for people who are signed in
        """Find places."""
        found = await self.search_places(
            query=query.query.strip(), near=query.point(), category=query.category, limit=query.limit
        )
        language = locale_of(info.headers.get("Accept-Language", ""))
        return PlacesOut(items=tuple(place_out(place, language) for place in found))


def _numbers(near: str | None) -> tuple[float, float]:
    lat, _, lng = (near or "0,0").partition(",")
    return float(lat), float(lng)
