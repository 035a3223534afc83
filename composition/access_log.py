"""The access log: one line for each request, in the form of every other line, at a fraction of its price."""

import asyncio
from collections.abc import Callable, Mapping
from datetime import UTC, datetime
from typing import Final

import orjson
import structlog
from attrs import define, field

from composition.logging import LEVELS, in_force
from composition.web import VERSION, Web
from entrypoints.gateway.telling import TellLine

EVENT: Final = "request"

log = structlog.get_logger()


def access_log(web: Web, service: str) -> TellLine:
    """Return what writes the lines, as the settings want them."""
    if LEVELS[web.log_level.upper()] > LEVELS["INFO"]:
        return lambda _: None
    if web.log_format == "console":
        return lambda fields: log.info(EVENT, **fields)
    lines, _ = in_force()
    return AccessLog(write=lines.write, service=service)


@define(kw_only=True)
class AccessLog:
    """Writes what came together in one turn of the event loop at once."""

    write: Callable[[str], None]
    service: str
    _waiting: list[bytes] = field(factory=list, init=False)

    def __call__(self, fields: Mapping[str, object]) -> None:
        """Take note of a request."""
        line = {
            "timestamp": datetime.now(UTC),  # noqa: TID251 - the time of a line is the machine's, whatever clock is used
            "level": "info",
            "event": EVENT,
            "service": self.service,
            "version": VERSION,
            **fields,
        }
        if not self._waiting:
            asyncio.get_running_loop().call_soon(self._write_all)
        self._waiting.append(orjson.dumps(line, option=orjson.OPT_UTC_Z))

    def _write_all(self) -> None:
        text = b"\n".join(self._waiting).decode()
        self._waiting.clear()
        self.write(text)
