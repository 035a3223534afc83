"""Somebody who reads every few seconds what each program takes of the machine, and what the database is doing."""

from collections import Counter
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from threading import Event, Thread
from time import monotonic
from typing import Final

from attrs import define, field

from tests.load.database import Onlooker
from tests.load.machine import Reading, busy, memory, worked

EVERY: Final = 2.0
MEMORY_EVERY: Final = 3  # looking at memory keeps the kernel busy


@define
class Watch:
    """What was read so far; `weighed` are those whose memory counts."""

    programs: Mapping[str, int]
    weighed: frozenset[str]
    database: Onlooker
    readings: list[Reading] = field(factory=list)
    doing: Counter[str] = field(factory=Counter)

    def read(self, *, memory_too: bool) -> None:
        """Read once."""
        self.doing.update(self.database.doing())
        self.readings.append(
            Reading(
                at=monotonic(),
                worked={name: worked(pid) for name, pid in self.programs.items()},
                busy=busy(),
                memory={name: memory(self.programs[name]) for name in sorted(self.weighed)} if memory_too else {},
            )
        )

    def go_on(self, until: Event) -> None:
        """Read every few seconds."""
        number = 0
        while not until.wait(EVERY):
            number += 1
            self.read(memory_too=number % MEMORY_EVERY == 0)


@contextmanager
def watching(watch: Watch) -> Iterator[None]:
    """Watch during the block."""
    enough = Event()
    thread = Thread(target=watch.go_on, args=(enough,), daemon=True)
    watch.read(memory_too=True)
    thread.start()
    try:
        yield
    finally:
        enough.set()
        thread.join()
        watch.read(memory_too=True)
