"""Writes lines from a thread of its own: whoever reads them may take its time, and nothing else waits for that."""

import os
from collections import deque
from collections.abc import Callable, Iterable, Iterator, Mapping
from datetime import UTC, datetime
from select import PIPE_BUF
from threading import Event, Thread
from typing import Final, Self

import orjson
import structlog
from attrs import define, field

from composition.web import VERSION

MOST: Final = 10_000  # lines that wait: some 4 MB of text
EVERY: Final = 0.01
LAST_WORDS: Final = 1.0
FORM: Final = orjson.OPT_UTC_Z | orjson.OPT_APPEND_NEWLINE

log = structlog.get_logger()

Noted = tuple[datetime, Mapping[str, object]]
"""When something happened, and what is told of it."""


@define(kw_only=True, eq=False)
class PatientWriter:
    """Makes JSON lines of an event and writes them.

    While `most` lines wait, further batches are dropped. How many lines were lost, to that or because they could not be
    written, is told in a line once writing works again. At the end of the block what waits is written, if somebody
    reads it within a second.
    """

    write: Callable[[bytes], object]
    service: str
    event: str
    most: int = MOST
    _batches: deque[list[Noted]] = field(factory=deque, init=False)
    # Each number is written by one thread only: the first two by whoever hands over, the others by the writer's own.
    _handed: int = field(default=0, init=False)
    _dropped: int = field(default=0, init=False)
    _taken: int = field(default=0, init=False)
    _failed: int = field(default=0, init=False)
    _told: int = field(default=0, init=False)
    _stirred: Event = field(factory=Event, init=False)
    _closing: Event = field(factory=Event, init=False)
    _thread: Thread = field(init=False)

    @_thread.default
    def _make_thread(self) -> Thread:
        return Thread(target=self._write_until_closed, name="log", daemon=True)

    def __enter__(self) -> Self:
        self._thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._closing.set()
        self._stirred.set()
        self._thread.join(LAST_WORDS)

    def take(self, batch: list[Noted]) -> None:
        """Take a batch over, or drop it; this never waits."""
        if self._handed - self._taken + len(batch) > self.most:
            self._dropped += len(batch)
            return
        self._handed += len(batch)
        self._batches.append(batch)
        self._stirred.set()

    def _write_until_closed(self) -> None:
        is_last = False
        while not is_last:
            self._stirred.wait()
            self._stirred.clear()
            # What comes meanwhile goes along: to wake up for each batch would cost the event loop more.
            is_last = self._closing.wait(EVERY)
            try:
                self._write_all()
            except Exception:
                # Without this thread no line would ever be written again.
                log.exception("lines could not be written, unexpectedly")

    def _write_all(self) -> None:
        works = False
        for lines in _together(self._line(self.event, *noted) for noted in self._waiting()):
            works = self._is_written(lines)
            self._failed += 0 if works else len(lines)
        if works:
            self._tell_of_the_lost()

    def _waiting(self) -> Iterable[Noted]:
        waiting: list[Noted] = []
        while self._batches:
            waiting += self._batches.popleft()
        self._taken += len(waiting)
        return waiting

    def _tell_of_the_lost(self) -> None:
        lost = self._dropped + self._failed
        if lost == self._told:
            return
        fields = {"lines_of": self.event, "count": lost - self._told}
        line = self._line("lines were lost", datetime.now(UTC), fields, level="warning")  # noqa: TID251 - as every other
        if self._is_written([line]):
            self._told = lost

    def _is_written(self, lines: list[bytes]) -> bool:
        try:
            self.write(b"".join(lines))
        except OSError:
            return False
        return True

    def _line(self, event: str, moment: datetime, fields: Mapping[str, object], *, level: str = "info") -> bytes:
        heading = {"timestamp": moment, "level": level, "event": event, "service": self.service, "version": VERSION}
        return orjson.dumps({**heading, **fields}, option=FORM)


def _together(lines: Iterable[bytes]) -> Iterator[list[bytes]]:
    """Put together what a pipe takes at once: nobody else's lines, nor another process's, get into the middle of it."""
    some: list[bytes] = []
    size = 0
    for line in lines:
        if some and size + len(line) > PIPE_BUF:
            yield some
            some, size = [], 0
        some.append(line)
        size += len(line)
    if some:
        yield some


def written_to(file: int, data: bytes) -> None:
    """Write past Python's buffers: a thread that waits in there for ever would keep the process from ending."""
    while data:
        data = data[os.write(file, data) :]
