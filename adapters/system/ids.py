"""Identifiers that sort by the time of their making: UUIDs of version 7."""

import os
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import UTC, datetime, timedelta
from threading import Lock

from attrs import frozen
from typing_extensions import override

from adapters.section import need
from ports.clock import Clock
from ports.ids import Ids

EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
MILLISECOND = timedelta(milliseconds=1)
COUNTER_END = 1 << 12
COUNTER_SEED = (1 << 11) - 1
VARIANT = "89ab"  # the digits whose two upper bits are 0b10


class Uuid7Ids(Ids):
    """Counts in `rand_a` within a millisecond and draws `rand_b` afresh each time (RFC 9562, section 6.2, method 1)."""

    def __init__(self, clock: Clock) -> None:
        self._clock = clock
        self._lock = Lock()
        self._millisecond = -1
        self._counter = 0
        self._head = ""

    @override
    def new(self) -> str:
        with self._lock:
            millisecond = (self._clock.now() - EPOCH) // MILLISECOND
            self._counter += 1
            if millisecond > self._millisecond:
                self._enter(millisecond)
            elif self._counter == COUNTER_END:
                # More ids than a millisecond can count, or a clock that stands: order asks for the next one early.
                self._enter(self._millisecond + 1)
            head = f"{self._head}{self._counter:03x}"
        drawn = os.urandom(8)
        tail = drawn.hex()
        return f"{head}-{VARIANT[drawn[0] >> 6]}{tail[1:4]}-{tail[4:]}"

    def _enter(self, millisecond: int) -> None:
        self._millisecond = millisecond
        self._counter = int.from_bytes(os.urandom(2), "big") & COUNTER_SEED
        self._head = f"{millisecond >> 16:08x}-{millisecond & 0xFFFF:04x}-7"


@frozen(kw_only=True)
class Section:
    """What the ids take their time from."""

    clock: Clock = need("clock")


@asynccontextmanager
async def open_adapter(section: Section) -> AsyncIterator[Ids]:
    """Open the source of ids."""
    yield Uuid7Ids(section.clock)
