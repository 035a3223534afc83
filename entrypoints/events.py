"""How an event that was told through a queue reaches whoever deals with it."""

from collections.abc import Awaitable, Callable
from functools import lru_cache
from typing import TypeVar

from cattrs import BaseValidationError
from cattrs.preconf.orjson import OrjsonConverter, make_converter

from core.events import Event
from entrypoints.consumer import Handler
from ports.works import Envelope

E = TypeVar("E", bound=Event)


class UnreadableEvent(ValueError):  # noqa: N818 - named for the fact
    """What was told is no such event."""


def handler_of(event: type[E], deal_with: Callable[[E, str], Awaitable[None]]) -> Handler:
    """Return the handler that hands on the event and its id; fields that newer code has added are passed over."""

    async def handle(envelope: Envelope) -> None:
        try:
            told = _converter().loads(envelope.data, event)
        except (BaseValidationError, ValueError) as strange:
            raise UnreadableEvent(f"the data of {envelope.name!r} cannot be read") from strange
        await deal_with(told, envelope.event_id)

    return handle


@lru_cache(maxsize=1)
def _converter() -> OrjsonConverter:
    return make_converter()
