"""What ExchangeRate-API answers (version 6): decided on the body, for the sources disagree on its statuses."""

import json
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from typing import Any, Final

from adapters.wire.outside.heard import Heard, text
from adapters.wire.outside.trouble import Trouble, blocked, failing, refused

UNSUPPORTED: Final = "unsupported-code"
BLOCKED: Final = {
    "invalid-key": "the key is not valid: set ODDIYA_EXCHANGERATE_KEY to the one of your account's dashboard",
    "inactive-account": "the account's e-mail address is not confirmed: confirm it",
    "quota-reached": "the plan's number of requests is used up: wait for the new month, or take a larger plan",
    "plan-upgrade-required": "the account's plan does not have this: take a larger plan",
}
LONGEST_KEPT: Final = timedelta(days=7)
SOONEST_NEXT: Final = timedelta(minutes=10)
LEAST, MOST = Decimal("1e-12"), Decimal("1e12")
THROTTLED: Final = 429

Table = dict[str, Any]


def read_table(heard: Heard, *, base: str, now: datetime) -> Table:
    """Return until when the rates of a base are good, and the rates by currency; none where nobody knows the base."""
    document = _document(heard)
    if document.get("result") == "success":
        if document["base_code"] != base:
            raise ValueError("the rates are of another currency")
        rates = {text(code): str(_sane(rate)) for code, rate in document["conversion_rates"].items()}
        return {"good_until": _good_until(document, now).isoformat(), "rates": rates}
    if document.get("error-type") == UNSUPPORTED:
        return {"good_until": (now + LONGEST_KEPT).isoformat(), "rates": {}}
    raise _trouble(heard, document)


def _document(heard: Heard) -> dict[str, Any]:
    try:
        # Exactly as it is written: a binary fraction is already another number.
        found = json.loads(heard.body, parse_float=Decimal, parse_int=Decimal)
    except (ValueError, RecursionError):
        raise _trouble(heard, None) from None
    if not isinstance(found, dict):
        raise _trouble(heard, found)
    return found


def _trouble(heard: Heard, document: object) -> Trouble:
    error = document.get("error-type") if isinstance(document, dict) else None
    if isinstance(error, str) and error in BLOCKED:
        return blocked(BLOCKED[error])
    if heard.status == THROTTLED:
        return failing("it is asked too often", retry_after=heard.retry_after or 0.0)
    if error == "malformed-request":
        return refused("it finds our question malformed: is ODDIYA_EXCHANGERATE_URL right?")
    return heard.expected(document)


def _sane(rate: object) -> Decimal:
    if not isinstance(rate, Decimal) or not rate.is_finite() or not LEAST < rate < MOST:
        raise ValueError("a rate is a number above 0, and no currency is worth that much")
    return rate


def _good_until(document: dict[str, Any], now: datetime) -> datetime:
    next_at = datetime.fromtimestamp(int(document["time_next_update_unix"]), UTC)
    return max(now + SOONEST_NEXT, min(next_at, now + LONGEST_KEPT))
