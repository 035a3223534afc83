"""Runs workers, changes their mood, and asks them who they are."""

import asyncio
import json
import os
import signal
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from attrs import define, field, frozen

from tests.processes import ROOT, Python, clean_environment, python

PROGRAM = "import sys; from tests.integration.workers_program import main; main(*sys.argv[1:])"
IMPATIENT = {"first_pause": 0.02, "longest_pause": 0.1}


@frozen
class Mood:
    """The file that says in what mood workers begin from now on."""

    file: Path

    def becomes(self, word: str) -> None:
        beside = self.file.with_suffix(".new")
        beside.write_text(word)
        beside.replace(self.file)


@define
class Workers:
    """A parent with its workers."""

    parent: Python
    port: int = 0
    directory: Path = Path()
    pids: dict[int, int] = field(factory=dict)

    def line(self) -> list[str]:
        """Return the words that were said next, none when all have ended, and keep in mind who serves."""
        words = self.parent.line().split()
        match words:
            case ["ready", slot, pid, directory]:
                self.pids[int(slot)] = int(pid)
                self.directory = Path(directory)
            case ["started", port]:
                self.port = int(port)
            case _:
                pass
        return words

    def until(self, *words: str) -> list[str]:
        """Read on until something begins with these words."""
        while said := self.line():
            if said[: len(words)] == list(words):
                return said
        raise AssertionError(f"nobody said {words}; the parent's exit status is {self.parent.process.wait(30)}")

    def rest(self) -> list[list[str]]:
        """Return what is said until the last process has ended."""
        said = []
        while words := self.line():
            said.append(words)
        return said

    def until_replaced(self) -> None:
        """Wait until a rolling restart has told all who served before to end."""
        for slot, pid in sorted(self.pids.items()):
            self.until("ready", str(slot))
            self.until("told", str(slot), str(pid))

    def signal(self, number: signal.Signals) -> None:
        """Send a signal to the parent."""
        os.kill(self.parent.pid, number)


@contextmanager
def running(mood: Mood, *, count: int = 2, port: int = 0, **patience: float) -> Iterator[Workers]:
    with python(PROGRAM, *arguments(mood, count=count, port=port, **patience), measured=True) as parent:
        workers = Workers(parent)
        workers.until("started")
        yield workers
        parent.kill(signal.SIGTERM)  # a worker that is still about would leave its coverage half written


def arguments(mood: Mood, *, count: int = 2, port: int = 0, **patience: float) -> list[str]:
    return [str(count), str(port), str(mood.file), json.dumps(IMPATIENT | patience)]


def ended(mood: Mood, *, count: int = 2, port: int = 0, **patience: float) -> "subprocess.CompletedProcess[str]":
    """Run a parent that is expected to end by itself."""
    command = [sys.executable, "-u", "-c", PROGRAM, *arguments(mood, count=count, port=port, **patience)]
    environment = clean_environment({})
    return subprocess.run(command, cwd=ROOT, env=environment, capture_output=True, text=True, timeout=60, check=False)


async def ask(port: int, path: str = "/") -> str:
    """Ask over a connection of its own; whatever is not a whole answer fails the test."""
    return await ask_over(*await asyncio.open_connection("127.0.0.1", port), path)


async def ask_over(reader: asyncio.StreamReader, writer: asyncio.StreamWriter, path: str = "/") -> str:
    try:
        writer.write(f"GET {path} HTTP/1.1\r\nHost: localhost\r\n\r\n".encode())
        head, _, body = (await reader.read()).decode().partition("\r\n\r\n")
    finally:
        writer.close()
    assert head.startswith("HTTP/1.1 200 OK\r\n")
    assert f"Content-Length: {len(body)}\r\n" in head
    return body


async def who_serves(port: int) -> dict[int, int]:
    """Return the process that answers for each slot."""
    answers = await asyncio.gather(*(ask(port) for _ in range(40)))
    return {int(slot): int(pid) for slot, pid in (answer.split() for answer in answers)}


async def still_answers(workers: Workers) -> bool:
    """Tell whether any of these workers does; once they have ended, the port may be given to somebody else."""
    try:
        answer = await ask(workers.port)
    except ConnectionRefusedError:
        return False
    return int(answer.split()[1]) in workers.pids.values()


async def is_refused(port: int) -> bool:
    try:
        _, writer = await asyncio.open_connection("127.0.0.1", port)
    except ConnectionRefusedError:
        return True
    writer.close()
    return False


async def has_gone(pid: int) -> bool:
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return True
    return False
