"""The access log: one line for each request, in the form of every other line, and no request waits for its reader."""

import asyncio
import sys
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from datetime import UTC, datetime
from functools import partial
from typing import Final

import structlog
from attrs import define, field

from composition.logging import LEVELS, in_force
from composition.patient_writer import Noted, PatientWriter, written_to
from composition.web import Web
from entrypoints.gateway.told.telling import TellLine

EVENT: Final = "request"

log = structlog.get_logger()


@contextmanager
def access_log(web: Web, service: str) -> Iterator[TellLine]:
    """Provide what writes the lines, as the settings want them; what waits at the end of the block is written."""
    if LEVELS[web.log_level.upper()] > LEVELS["INFO"]:
        yield lambda _: None
    elif web.log_format == "console":
        yield lambda fields: log.info(EVENT, **fields)
    else:
        lines, _ = in_force()
        write = partial(written_to, (lines.stream or sys.stderr).fileno())
        with PatientWriter(write=write, service=service, event=EVENT) as writer:
            kept = AccessLog(writer)
            try:
                yield kept
            finally:
                kept.hand_over()


@define(eq=False)
class AccessLog:
    """Takes note of requests; what came together in one turn of the event loop is one batch."""

    _writer: PatientWriter
    _turn: list[Noted] = field(factory=list, init=False)

    def __call__(self, fields: Mapping[str, object]) -> None:
        """Take note of a request."""
        if not self._turn:
            asyncio.get_running_loop().call_soon(self.hand_over)
        self._turn.append((datetime.now(UTC), fields))  # noqa: TID251 - as every other line

    def hand_over(self) -> None:
        """Leave what is noted to the writer."""
        batch, self._turn = self._turn, []
        if batch:
            self._writer.take(batch)
