"""What the tests of workers run: a parent whose workers answer each request with their slot and process id.

A file says in what mood workers begin from now on, so that a test may change it between two of them.
"""

import asyncio
import json
import os
import signal
import sys
import time
from collections.abc import Callable
from contextlib import suppress
from functools import partial
from pathlib import Path

import uvloop

from adapters.prometheus.meter import PrometheusMeter
from adapters.section import CannotOpen
from composition.logging import configure_logging
from composition.slots import Patience
from composition.worker import Worker
from composition.workers import supervise
from entrypoints.worker_metrics import WorkerMetrics
from ports.meter import Metric

ANSWER_AFTER = 0.03
ANSWERED = Metric(name="answered_total", kind="counter", help="Requests.")


def main(count: str, port: str, mood: str, patience: str) -> None:
    """Supervise until told to stop."""
    configure_logging(service="workers", version="0", level="warning", form="json")
    if Path(mood).read_text() == "no room":
        os.fork = partial(no_room, os.fork)
    sys.exit(
        supervise(
            int(count),
            "127.0.0.1",
            int(port),
            partial(working, mood=Path(mood)),
            started=lambda port: say("started", port),
            patience=Patience(**json.loads(patience)),
        )
    )


def say(*words: object) -> None:
    """Write one line at once: those of several processes must not mingle. A test that is over reads no more."""
    with suppress(BrokenPipeError):
        os.write(1, (" ".join(map(str, words)) + "\n").encode())


def no_room(fork: Callable[[], int]) -> int:
    """Fail once, as the kernel does when there can be no further process."""
    os.fork = fork
    raise BlockingIOError("no room for another process")


def working(worker: Worker, *, mood: Path) -> None:
    """Serve, or whatever the mood is."""
    now = mood.read_text()
    say("begins", worker.slot, os.getpid())
    match now:
        case "hesitate":
            while mood.read_text() == now:
                time.sleep(0.01)
        case "refuse":
            raise CannotOpen("ODDIYA_X is missing: it expects a letter")
        case "exit":
            sys.exit(7)
        case "leave":
            sys.exit()
        case "crash":
            raise RuntimeError("a fault of ours")
        case "die":
            os.kill(os.getpid(), signal.SIGKILL)
        case "dawdle":
            time.sleep(600)
        case _:
            pass
    # As the gateway does: asyncio's own loop drops what it has accepted in the very turn in which a server is closed.
    with asyncio.Runner(loop_factory=uvloop.new_event_loop) as runner:
        runner.run(Answering(worker).serve(is_deaf=now == "deaf"))


class Answering:
    """A worker with an HTTP server just good enough for a test."""

    def __init__(self, worker: Worker) -> None:
        self.worker = worker
        self.meter = PrometheusMeter()
        self.metrics = WorkerMetrics(
            slot=worker.slot, count=worker.count, directory=worker.directory, exposition=self.meter.exposition
        )
        self.open: set[asyncio.StreamWriter] = set()

    async def serve(self, *, is_deaf: bool) -> None:
        """Serve until told to end, then drain."""
        told = asyncio.Event()
        asyncio.get_running_loop().add_signal_handler(signal.SIGTERM, told.set)
        async with self.metrics.told():
            server = await asyncio.start_server(self.answer, sock=self.worker.socket)
            say("ready", self.worker.slot, os.getpid(), self.worker.directory)
            self.worker.ready()
            await told.wait()
            say("told", self.worker.slot, os.getpid())
            server.close()
            if is_deaf:
                await asyncio.sleep(600)
            for _ in range(10):
                await asyncio.sleep(0)  # what was accepted a moment ago is open a few turns of the loop later
            while self.open:
                await asyncio.sleep(ANSWER_AFTER)

    async def answer(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        """Answer one request and hang up."""
        self.open.add(writer)
        path = (await reader.readuntil(b"\r\n\r\n")).split()[1]
        self.meter.add(ANSWERED)
        if path == b"/aloud":
            say("asked")
        await asyncio.sleep(ANSWER_AFTER)
        body = await self.metrics.of_all() if path == b"/metrics" else f"{self.worker.slot} {os.getpid()}".encode()
        writer.write(b"HTTP/1.1 200 OK\r\nContent-Length: %d\r\nConnection: close\r\n\r\n%b" % (len(body), body))
        writer.close()
        await writer.wait_closed()
        self.open.discard(writer)
