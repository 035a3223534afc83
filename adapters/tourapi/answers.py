"""What the open data portal (data.go.kr) answers for the tourism organisation: JSON, or XML when something is wrong."""

import re
from typing import Any, Final

from adapters.wire.outside.heard import Heard, text
from adapters.wire.outside.trouble import Trouble, blocked, failing, refused

OK: Final = ("0000", "00")
NO_DATA: Final = ("3", "03")
SET_KEY: Final = "set ODDIYA_TOURAPI_KEY to the key of your application at data.go.kr"
# By the portal's reason codes; its words come with them, and sometimes without.
BLOCKED: Final = {
    "12": "the service is not there: is ODDIYA_TOURAPI_URL right?",
    "20": "the key is not allowed to use the service: apply for KorService2 at data.go.kr",
    "21": "the key is disabled for a while",
    "22": "the day's number of requests is used up: wait, or apply for more at data.go.kr",
    "30": f"the key is not registered: {SET_KEY}; a new key takes an hour or two to work",
    "31": f"the key has expired: renew it at data.go.kr and {SET_KEY}",
    "32": "this machine's address is not registered: register it at data.go.kr",
    "33": f"the call was not signed: {SET_KEY}",
}
WRONG: Final = ("10", "11")
WORDS: Final = {
    "LIMITED_NUMBER_OF_SERVICE_REQUESTS_PER_SECOND_EXCEEDS_ERROR": "23",
    "LIMITED_NUMBER_OF_SERVICE_REQUESTS_EXCEEDS_ERROR": "22",
    "SERVICE_KEY_IS_NOT_REGISTERED_ERROR": "30",
    "DEADLINE_HAS_EXPIRED_ERROR": "31",
    "UNREGISTERED_IP_ERROR": "32",
    "SERVICE_ACCESS_DENIED_ERROR": "20",
    "UNSIGNED_CALL_ERROR": "33",
}
STATUSES: Final = {401: "30", 403: "20", 429: "22"}

Item = dict[str, Any]


def read_items(heard: Heard) -> list[Item]:
    """Return the items of an answer, none where there is nothing."""
    document = heard.document()
    response = None if document is None else document.get("response")
    if not isinstance(response, dict):
        raise _trouble(_code_of(heard, document), heard, document)
    code = text(response["header"]["resultCode"])
    if code in NO_DATA:
        return []
    if code not in OK:
        raise _trouble(code.lstrip("0") or "0", heard, document)
    items = response["body"]["items"]
    found = items["item"] if items else []  # nothing is an empty text
    return [one for one in (found if isinstance(found, list) else [found]) if isinstance(one, dict)]


def _code_of(heard: Heard, document: dict[str, Any] | None) -> str | None:
    if document is not None and "resultCode" in document:
        return text(document["resultCode"]).lstrip("0")
    body = heard.text()
    reason = re.search(r"<returnReasonCode>\s*0*(\d{1,3})\s*</returnReasonCode>", body)
    if reason:
        return reason[1]
    return next((code for word, code in WORDS.items() if word in body), STATUSES.get(heard.status))


def _trouble(code: str | None, heard: Heard, document: object) -> Trouble:
    if code in BLOCKED and not (code == "22" and heard.retry_after is not None):
        return blocked(BLOCKED[code])
    if code in WRONG:
        return refused(f"it finds our question wrong (reason {code}): is ODDIYA_TOURAPI_URL right?")
    if code is not None and re.fullmatch("[0-9]{1,3}", code):  # anything else may quote what we sent
        return failing(f"it answers with reason {code}", retry_after=heard.retry_after or 0.0)
    return heard.expected(document)
