"""A stand-in of TourAPI (KorService2): an empty text for no items, and errors as XML with status 200."""

from collections.abc import Mapping, Sequence
from typing import Any

from aiohttp import web
from attrs import Factory, define

from tests.standins.behaviour import Behaviour, Refusals, behaving
from tests.standins.tourapi_contents import Content, known_contents

KEY = "Zq3+c1/stand-in=="
FIELDS = {
    "12": ("usetime", "restdate"),
    "14": ("usetimeculture", "restdateculture"),
    "28": ("usetimeleports", "restdateleports"),
    "38": ("opentime", "restdateshopping"),
    "39": ("opentimefood", "restdatefood"),
}


def xml(reason: str, code: str) -> web.Response:
    """Return an error of the portal."""
    head = f"<errMsg>SERVICE ERROR</errMsg><returnAuthMsg>{reason}</returnAuthMsg>"
    body = f"<cmmMsgHeader>{head}<returnReasonCode>{code}</returnReasonCode></cmmMsgHeader>"
    return web.Response(text=f"<OpenAPI_ServiceResponse>{body}</OpenAPI_ServiceResponse>", content_type="text/xml")


REFUSALS = Refusals(
    throttled=lambda: web.Response(status=429, text="API rate limit exceeded", headers={"Retry-After": "0"}),
    quota=lambda: xml("LIMITED_NUMBER_OF_SERVICE_REQUESTS_EXCEEDS_ERROR", "22"),
    error=lambda: web.Response(status=500, text="Unexpected errors", content_type="text/plain"),
)


@define
class TourApiStandIn:
    """Knows some entries, and answers who has the key."""

    key: str = KEY
    contents: Sequence[Content] = Factory(known_contents)
    behaviour: Behaviour = Factory(Behaviour)

    def settings(self, url: str) -> dict[str, str]:
        """Return the settings with which Oddiya uses it."""
        return {
            "ODDIYA_PLACE_DETAILS": "tourapi",
            "ODDIYA_TOURAPI_URL": f"{url}/B551011/KorService2",
            "ODDIYA_TOURAPI_KEY": self.key,
        }

    def application(self) -> web.Application:
        """Return what answers."""
        application = behaving(self.behaviour, REFUSALS)
        application.router.add_get("/B551011/KorService2/{operation}", self._handle)
        return application

    async def _handle(self, request: web.Request) -> web.Response:
        query = request.query
        if query.get("serviceKey") != self.key:
            return xml("SERVICE_KEY_IS_NOT_REGISTERED_ERROR", "30")
        if not {"MobileOS", "MobileApp"} <= set(query):
            return _wrong("MobileOS, MobileApp")
        if query.get("_type") != "json":
            return web.Response(text="<response><header/></response>", content_type="text/xml")
        match request.match_info["operation"]:
            case "searchKeyword2" if query.get("keyword"):
                return _items([_found(one) for one in self.contents if query["keyword"] in one.title], query)
            case "detailIntro2" if {"contentId", "contentTypeId"} <= set(query):
                asked = (query["contentId"], query["contentTypeId"])
                return _items([_intro(one) for one in self.contents if (one.content_id, one.kind) == asked], query)
        return _wrong("keyword, contentId, contentTypeId")


def _wrong(names: str) -> web.Response:
    message = f"INVALID_REQUEST_PARAMETER_ERROR({names})"
    return web.json_response({"responseTime": "2026-12-04T09:30:00", "resultCode": "10", "resultMsg": message})


def _items(items: list[dict[str, str]], query: Mapping[str, str]) -> web.Response:
    rows, page = int(query.get("numOfRows", "10")), int(query.get("pageNo", "1"))
    shown = items[(page - 1) * rows : page * rows]
    body: dict[str, Any] = {"items": {"item": shown} if shown else "", "numOfRows": len(shown), "pageNo": page}
    head = {"resultCode": "0000", "resultMsg": "OK"}
    return web.json_response({"response": {"header": head, "body": {**body, "totalCount": len(items)}}})


def _found(one: Content) -> dict[str, str]:
    return {
        "contentid": one.content_id,
        "contenttypeid": one.kind,
        "title": one.title,
        "addr1": one.address,
        "mapx": f"{one.lng:.10f}",
        "mapy": f"{one.lat:.10f}",
    }


def _intro(one: Content) -> dict[str, str]:
    use, rest = FIELDS[one.kind]
    return {"contentid": one.content_id, "contenttypeid": one.kind, use: one.use, rest: one.rest, "parking": "가능"}


def standin() -> TourApiStandIn:
    """Return a stand-in that behaves well."""
    return TourApiStandIn()
