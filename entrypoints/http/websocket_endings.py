"""Why WebSockets end, as close frames tell it (RFC 6455 section 7.4)."""

from typing import Final

import structlog
from aiohttp import WSCloseCode
from attrs import frozen

from core.errors import OddiyaError
from entrypoints.http.problems import status_of

OUR_OWN: Final = 4000  # RFC 6455 section 7.4.2: codes for private use begin here
SERVER_ERROR: Final = 500

log = structlog.get_logger()


@frozen
class Ending:
    """Why a connection ends; without a `code` there is nobody left to say it to."""

    code: int | None
    reason: str = ""


GONE: Final = Ending(None)
DONE: Final = Ending(WSCloseCode.OK)
STOPPING: Final = Ending(WSCloseCode.GOING_AWAY, "the server stops; come again")
TOO_SLOW: Final = Ending(WSCloseCode.TRY_AGAIN_LATER, "too slow; come again and resume")
NO_PONG: Final = Ending(WSCloseCode.POLICY_VIOLATION, "a ping was not answered")
TALKATIVE: Final = Ending(WSCloseCode.POLICY_VIOLATION, "nothing is expected of clients")
BROKEN: Final = Ending(WSCloseCode.INTERNAL_ERROR, "something went wrong on our side")


def told_by(error: OddiyaError) -> Ending:
    """Return how a client is told why there is no more: by a status, or that it may simply come again."""
    status = status_of(type(error))
    if status >= SERVER_ERROR:
        log.warning("a WebSocket failed", reason=str(error), problem=error.code)
        return Ending(WSCloseCode.TRY_AGAIN_LATER, error.code)
    return Ending(OUR_OWN + status, error.code)
