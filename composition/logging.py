"""Logging: one JSON line for each thing that happened, whoever says it, with secrets masked."""

import logging
import sys
from datetime import UTC, datetime
from threading import Lock
from typing import Final, Literal, TextIO

import orjson
import structlog
from attrs import frozen
from structlog.typing import EventDict, Processor
from typing_extensions import override

from composition.scrubbing import is_suspicious, scrubbed

LEVELS: Final = logging.getLevelNamesMapping()
# Every field of these is our own and none is a client's, as the tests of the HTTP layer's front show.
HARMLESS: Final = frozenset({"request"})


def configure_logging(
    *, service: str, version: str, level: str, form: Literal["json", "console"], stream: TextIO | None = None
) -> None:
    """Send what structlog and the standard library log to a stream: standard error unless another is given.

    It may be called again: loggers that are already in use follow.
    """
    least = LEVELS[level.upper()]
    lines, processors = in_force()
    lines.stream = stream
    processors[:] = [
        structlog.contextvars.merge_contextvars,
        Heading(service=service, version=version),
        json_line if form == "json" else ConsoleLine(),
    ]
    structlog.configure(
        processors=processors,
        wrapper_class=structlog.make_filtering_bound_logger(least),
        logger_factory=lines,
        cache_logger_on_first_use=True,
    )
    _route_standard_library(least)


class Lines:
    """Writes lines to a stream; structlog's loggers all end in the one that is configured."""

    def __init__(self) -> None:
        self.stream: TextIO | None = None
        self._lock = Lock()

    def __call__(self, *_: object) -> "Lines":
        """Serve as structlog's factory of loggers."""
        return self

    def write(self, line: str) -> None:
        """Write one line and see it off."""
        with self._lock:
            stream = self.stream or sys.stderr
            try:
                stream.write(line + "\n")
                stream.flush()
            except (OSError, ValueError):
                # Whoever read the log has gone; that is no reason to fail what was only being told about.
                return

    debug = info = warning = error = critical = write


@frozen(kw_only=True)
class Heading:
    """Puts first what every line has; one step, since every request passes here."""

    service: str
    version: str

    def __call__(self, logger: object, method: str, event: EventDict) -> EventDict:
        """Return the event in the order in which it is read."""
        if event.get("exc_info"):
            event = structlog.processors.format_exc_info(logger, method, event)
        return {
            "timestamp": datetime.now(UTC),  # noqa: TID251 - the time of a line is the machine's, whatever clock is used
            "level": method,
            "event": event.pop("event", ""),
            "service": self.service,
            "version": self.version,
            **event,
        }


def json_line(_logger: object, _method: str, event: EventDict) -> str:
    """Render an event as JSON; only a line that looks suspicious is taken apart and scrubbed."""
    line = _json(event)
    if event["event"] in HARMLESS or not is_suspicious(line):
        return line
    return _json(scrubbed(orjson.loads(line)))


class ConsoleLine:
    """Renders an event for a person."""

    def __init__(self) -> None:
        self._render = structlog.dev.ConsoleRenderer(colors=sys.stderr.isatty())

    def __call__(self, logger: object, method: str, event: EventDict) -> str:
        """Return the line, or lines where there is a traceback."""
        return str(self._render(logger, method, scrubbed(orjson.loads(_json(event)))))


def _json(event: EventDict) -> str:
    try:
        return orjson.dumps(event, default=repr, option=orjson.OPT_UTC_Z).decode()
    except orjson.JSONEncodeError:
        return orjson.dumps({str(name): _encodable(value) for name, value in event.items()}).decode()


def _encodable(value: object) -> str:
    if isinstance(value, str):
        return value.encode(errors="backslashreplace").decode()
    try:
        return ascii(value)
    except Exception:  # noqa: BLE001 - whatever an object does when asked for its repr, logging it fails nobody
        return f"<{type(value).__name__}>"


class ToStructlog(logging.Handler):
    """Hands the standard library's records to structlog."""

    @override
    def emit(self, record: logging.LogRecord) -> None:
        level = max(logging.DEBUG, min(record.levelno // 10 * 10, logging.CRITICAL))
        fields = {"library": record.name, "exc_info": record.exc_info}
        structlog.get_logger().log(level, _message(record), **fields)


def _message(record: logging.LogRecord) -> str:
    try:
        return record.getMessage()
    except Exception:  # noqa: BLE001 - the standard library's own rule: a log call never fails its caller
        return str(record.msg)


def in_force() -> tuple[Lines, list[Processor]]:
    """Return where lines go, and the steps that make them."""
    config = structlog.get_config()
    lines = config["logger_factory"]
    return (lines, config["processors"]) if isinstance(lines, Lines) else (Lines(), [])


def _route_standard_library(least: int) -> None:
    root = logging.getLogger()
    for handler in [handler for handler in root.handlers if isinstance(handler, ToStructlog)]:
        root.removeHandler(handler)
    root.addHandler(ToStructlog())
    # Never below: libraries tell their whole conversations at DEBUG, headers and bodies included.
    root.setLevel(max(least, logging.INFO))
