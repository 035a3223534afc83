"""What OpenWeatherMap answers to the question for a five-day forecast."""

from typing import Any, Final

from adapters.wire.outside.heard import Heard, number
from adapters.wire.outside.trouble import Trouble, blocked, failing, refused

OK: Final = "200"
BAD_KEY: Final = "401"
TOO_MANY: Final = "429"

Slot = dict[str, Any]


def read_slots(heard: Heard) -> list[Slot]:
    """Return the slots of three hours that are foretold, cut down to what we use."""
    document = heard.document()
    # `cod` is a text in one answer and a number in another.
    cod = str(heard.status if document is None else document.get("cod", heard.status))
    if document is None or cod != OK:
        raise _trouble(cod, heard, document)
    return [_slot(one) for one in document["list"]]


def _trouble(cod: str, heard: Heard, document: object) -> Trouble:
    if cod == BAD_KEY:
        return blocked("the key is not valid: set ODDIYA_OPENWEATHER_KEY; a new key takes up to two hours to work")
    if cod == TOO_MANY:
        if heard.retry_after is not None:
            return failing("it is asked too often", retry_after=heard.retry_after)
        return blocked("the number of requests is used up: wait, or take a larger plan at openweathermap.org")
    if cod in ("400", "404") and document is not None:
        return refused(f"it finds our question wrong (cod {cod}): is ODDIYA_OPENWEATHER_URL right?")
    return heard.expected(document)


def _slot(one: dict[str, Any]) -> Slot:
    return {
        "at": int(number(one["dt"])),
        "low": number(one["main"]["temp_min"]),
        "high": number(one["main"]["temp_max"]),
        "chance": min(1.0, max(0.0, number(one.get("pop", 0)))),
        "rain": _volume(one.get("rain")),
        "snow": _volume(one.get("snow")),
        "sky": str(one["weather"][0]["main"]) if one.get("weather") else "",
    }


def _volume(fallen: dict[str, Any] | None) -> float:
    return 0.0 if fallen is None else number(fallen.get("3h", 0))
