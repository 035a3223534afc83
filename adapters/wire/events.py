"""Events as JSON, and back."""

from collections.abc import Mapping
from functools import lru_cache
from typing import TypeVar

from cattrs.preconf.orjson import OrjsonConverter, make_converter

from core.events import Event

E = TypeVar("E", bound=Event)


@lru_cache(maxsize=1)
def _converter() -> OrjsonConverter:
    return make_converter()


def event_json(event: Event) -> str:
    """Return the event's fields as a JSON object."""
    return _converter().dumps(event).decode()


def event_of(name: str, data: str, known: Mapping[str, type[E]]) -> E:
    """Return the event that the JSON object tells of; fields added by newer code are passed over."""
    return _converter().loads(data, known[name])
