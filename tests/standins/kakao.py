"""A stand-in of Kakao Local: strict where the real one is, with its paging, its ceiling and its texts for numbers."""

from collections.abc import Mapping, Sequence
from typing import Any

from aiohttp import web
from attrs import Factory, define

from core.planning.model.point import Point
from core.planning.model.scheduling.travelling import crow_meters
from tests.standins.behaviour import Behaviour, Refusals, behaving
from tests.standins.kakao_places import GROUP_NAMES, REGIONS, Listed, listed_places

KEY = "kakao-stand-in-0f9a83c2"
CEILING = 45
LARGEST = 15
LAST_PAGE = 45
FARTHEST = 20_000


class Refused(Exception):  # noqa: N818 - named for the fact
    """What the service does not answer."""

    def __init__(self, status: int, error: str, message: str) -> None:
        super().__init__(message)
        self.status = status
        self.body = {"errorType": error, "message": message}


def refusal(status: int, body: Mapping[str, object], **headers: str) -> web.Response:
    """Return a refusal."""
    return web.json_response(
        dict(body), status=status, headers={name.replace("_", "-"): headers[name] for name in headers}
    )


THROTTLED = {"errorType": "RequestThrottled", "message": "Too Many Requests"}
REFUSALS = Refusals(
    throttled=lambda: refusal(429, THROTTLED, Retry_After="0"),
    quota=lambda: refusal(400, {"code": -10, "msg": "API limit has been exceeded."}),
    error=lambda: web.Response(status=502, text="<html>Bad Gateway</html>", content_type="text/html"),
)


@define
class KakaoStandIn:
    """Knows some places, and answers who has the key."""

    key: str = KEY
    places: Sequence[Listed] = Factory(listed_places)
    behaviour: Behaviour = Factory(Behaviour)

    def settings(self, url: str) -> dict[str, str]:
        """Return the settings with which Oddiya uses it."""
        return {"ODDIYA_PLACE_FINDER": "kakao", "ODDIYA_KAKAO_URL": url, "ODDIYA_KAKAO_REST_KEY": self.key}

    def application(self) -> web.Application:
        """Return what answers."""
        application = behaving(self.behaviour, REFUSALS)
        for path, answer in (
            ("/v2/local/search/keyword.json", self._keyword),
            ("/v2/local/search/category.json", self._category),
            ("/v2/local/search/address.json", self._address),
        ):
            application.router.add_get(path, self._strict(answer))
        return application

    def _strict(self, answer: Any) -> Any:
        async def handle(request: web.Request) -> web.Response:
            try:
                self._admit(request)
                return web.json_response(answer(request.query))
            except Refused as refused:
                return refusal(refused.status, refused.body)

        return handle

    def _admit(self, request: web.Request) -> None:
        scheme, _, key = request.headers.get("Authorization", "").partition(" ")
        if scheme != "KakaoAK" or key != self.key:
            raise Refused(401, "AccessDeniedError", f"wrong appKey({key or 'null'}) format")

    def _keyword(self, query: Mapping[str, str]) -> dict[str, Any]:
        words = query.get("query", "").split()
        if not words:
            raise Refused(400, "MissingParameter", "query parameter required")
        group = query.get("category_group_code")
        found = [
            place
            for place in self.places
            if all(word in place.said for word in words) and group in (None, "", place.group)
        ]
        return _page(found, query, {"region": [], "keyword": " ".join(words), "selected_region": ""})

    def _category(self, query: Mapping[str, str]) -> dict[str, Any]:
        group = query.get("category_group_code", "")
        if group not in GROUP_NAMES:
            raise Refused(400, "InvalidArgument", "category_group_code is invalid")
        if "rect" not in query and not {"x", "y", "radius"} <= set(query):
            raise Refused(400, "MissingParameter", "x, y, radius or rect parameter required")
        return _page([place for place in self.places if place.group == group], query, None)

    def _address(self, query: Mapping[str, str]) -> dict[str, Any]:
        asked = query.get("query", "")
        if not asked:
            raise Refused(400, "MissingParameter", "query parameter required")
        found = [
            _region(region)
            for region in REGIONS
            if asked in (region[1], f"{region[0]} {region[1]}", region[1].rstrip("군"))
        ]
        meta = {"total_count": len(found), "pageable_count": len(found), "is_end": True}
        return {"meta": meta, "documents": found}


def _page(found: Sequence[Listed], query: Mapping[str, str], same_name: object) -> dict[str, Any]:
    page, size = _number(query, "page", 1, LAST_PAGE), _number(query, "size", LARGEST, LARGEST)
    documents = _placed(found, query)
    pageable = min(CEILING, len(documents))
    shown = documents[:pageable][(page - 1) * size : page * size]
    meta = {
        "total_count": len(documents),
        "pageable_count": pageable,
        "is_end": page * size >= pageable,
        "same_name": same_name,
    }
    return {"meta": meta, "documents": shown}


def _placed(found: Sequence[Listed], query: Mapping[str, str]) -> list[dict[str, str]]:
    """Return documents within the area that is asked for, in the order that is asked for."""
    if "rect" in query:
        west, south, east, north = (float(degrees) for degrees in query["rect"].split(","))
        found = [one for one in found if south <= one.lat <= north and west <= one.lng <= east]
    centre = Point(float(query["y"]), float(query["x"])) if {"x", "y"} <= set(query) else None
    if centre is None:
        if query.get("sort") == "distance":
            raise Refused(400, "InvalidArgument", "sort by distance needs x, y")
        return [_document(one, "") for one in found]
    away = [(crow_meters(centre, Point(one.lat, one.lng)), one) for one in found]
    if "radius" in query:
        radius = _number(query, "radius", FARTHEST, FARTHEST)
        away = [one for one in away if one[0] <= radius]
    if query.get("sort") == "distance":
        away.sort(key=lambda one: one[0])
    return [_document(one, str(round(distance))) for distance, one in away]


def _document(one: Listed, distance: str) -> dict[str, str]:
    return {
        "id": one.number,
        "place_name": one.name,
        "category_name": one.path,
        "category_group_code": one.group,
        "category_group_name": GROUP_NAMES.get(one.group, ""),
        "phone": "",
        "address_name": one.address,
        "road_address_name": one.address,
        "x": f"{one.lng:.12f}",
        "y": f"{one.lat:.12f}",
        "place_url": f"http://place.map.kakao.com/{one.number}",
        "distance": distance,
    }


def _region(region: tuple[str, str, float, float]) -> dict[str, Any]:
    province, county, lat, lng = region
    return {
        "address_name": f"{province} {county}",
        "address_type": "REGION",
        "x": str(lng),
        "y": str(lat),
        "address": {
            "address_name": f"{province} {county}",
            "region_1depth_name": province,
            "region_2depth_name": county,
            "region_3depth_name": "",
            "b_code": "5183000000",
        },
        "road_address": None,
    }


def _number(query: Mapping[str, str], name: str, usual: int, most: int) -> int:
    text = query.get(name, str(usual))
    if not text.isdecimal() or (name != "radius" and int(text) < 1):
        raise Refused(400, "InvalidArgument", f"{name} is not a number")
    if int(text) > most:
        raise Refused(400, "InvalidArgument", f"{name} is more than max")
    return int(text)


def standin() -> KakaoStandIn:
    """Return a stand-in that behaves well."""
    return KakaoStandIn()
