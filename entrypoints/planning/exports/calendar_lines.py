"""Lines of an iCalendar file (RFC 5545 section 3.1)."""

from collections.abc import Iterable
from datetime import UTC, datetime, timedelta
from typing import Final

from core.planning.model.seoul_time import ZONE
from entrypoints.planning.exports.clean_text import clean
from entrypoints.planning.exports.telling import there

LONGEST: Final = 75
CONTINUATION: Final = 0b10


def content(lines: Iterable[str]) -> bytes:
    """Write lines, folded where they are too long."""
    return b"".join(_folded(line.encode()) for line in lines)


def text(value: str) -> str:
    """Write a text: its commas, semicolons, backslashes and line breaks are told apart from the file's own."""
    escaped = clean(value).replace("\\", "\\\\").replace(";", "\\;").replace(",", "\\,")
    return escaped.replace("\n", "\\n")


def local(name: str, when: datetime) -> str:
    """Write a moment as a time of day in Korea."""
    return f"{name};TZID={ZONE}:{there(when):%Y%m%dT%H%M%S}"


def utc(name: str, when: datetime) -> str:
    """Write a moment in UTC."""
    return f"{name}:{when.astimezone(UTC):%Y%m%dT%H%M%SZ}"


def ending(start: datetime, end: datetime) -> datetime:
    """Return when an event ends: calendars want it to be later than its start."""
    return max(end, start + timedelta(minutes=15))


def _folded(line: bytes) -> bytes:
    """Fold between characters, never within one."""
    folded, room = b"", LONGEST
    while len(line) > room:
        cut = room
        while line[cut] >> 6 == CONTINUATION:
            cut -= 1
        folded += line[:cut] + b"\r\n "
        line, room = line[cut:], LONGEST - 1
    return folded + line + b"\r\n"
