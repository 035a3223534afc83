"""What Kakao Local answers: pages of places, and refusals in two shapes."""

from typing import Any, Final

from adapters.wire.outside.heard import Heard, number, text
from adapters.wire.outside.trouble import Trouble, blocked, failing, nonsense, refused

OK: Final = 200
THROTTLED: Final = 429
QUOTA: Final = "the quota is spent: wait until it is renewed, or ask Kakao for a larger one"
BAD_KEY: Final = "the key is refused: set ODDIYA_KAKAO_REST_KEY to the REST API key of your app at developers.kakao.com"
MAP_OFF: Final = (
    "the app may not use Kakao Local (OPEN_MAP_AND_LOCAL): switch Kakao Map on, under Product settings of the app at "
    "developers.kakao.com"
)
SUSPENDED: Final = "the app is suspended: see its console at developers.kakao.com"
# The platform's codes, of the shape {"code", "msg"}; the others have {"errorType", "message"} and are known by status.
CODES: Final = {
    -3: MAP_OFF, -5: MAP_OFF, -10: QUOTA, -11: QUOTA, -12: SUSPENDED, -401: BAD_KEY,
}  # fmt: skip
PASSING: Final = (-1, -7, -603, -9798)
STATUSES: Final = {401: BAD_KEY, 403: MAP_OFF, THROTTLED: QUOTA}

Document = dict[str, Any]
Page = dict[str, Any]


def read_page(heard: Heard) -> Page:
    """Return how many places there are, whether these are the last that can be had, and these."""
    document = accepted(heard)
    meta, documents = document["meta"], document["documents"]
    found = [one for one in map(_place, documents) if one is not None]
    if documents and not found:
        raise nonsense("none of the places that it returns can be read: has its API changed?")
    return {"total": int(number(meta["total_count"])), "end": bool(meta["is_end"]), "found": found}


def accepted(heard: Heard) -> Document:
    """Return the document of an answer that is no refusal."""
    document = heard.document()
    if heard.status == OK and document is not None and "documents" in document:
        return document
    raise _trouble(heard, document)


def _trouble(heard: Heard, document: Document | None) -> Trouble:
    code = None if document is None else document.get("code")
    if isinstance(code, int) and code in CODES:
        return blocked(CODES[code])
    if isinstance(code, int) and code in PASSING:
        return failing(f"it does not work at the moment (code {code})")
    if heard.status == THROTTLED and heard.retry_after is not None:
        return failing("it is asked too often", retry_after=heard.retry_after)
    if heard.status in STATUSES:
        return blocked(STATUSES[heard.status])
    if heard.status == 400 and document is not None:  # noqa: PLR2004 - Bad Request
        return refused("it finds our question wrong: is ODDIYA_KAKAO_URL right?")
    return heard.expected(document)


def _place(one: Document) -> Document | None:
    try:
        return {
            "id": text(one["id"]),
            "name": text(one["place_name"]).strip(),
            "path": text(one["category_name"]),
            "group": text(one["category_group_code"]),
            "lat": number(one["y"]),
            "lng": number(one["x"]),
            "address": text(one["road_address_name"]) or text(one["address_name"]),
        }
    except (KeyError, TypeError, ValueError):
        return None
