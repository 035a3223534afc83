"""Several workers on one port, and nobody who connects notices when one of them is replaced."""

import errno
import gc
import os
import socket
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Final

from composition.caught_signals import caught_signals
from composition.slots import Patience, Slot
from composition.supervisor import Supervisor
from composition.worker import Nursery, Work
from entrypoints.http.server import BACKLOG, PortTaken

PATIENCE: Final = Patience()


def supervise(
    count: int,
    host: str,
    port: int,
    work: Work,
    *,
    started: Callable[[int], None] = lambda _: None,
    patience: Patience = PATIENCE,
) -> int:
    """Let `count` processes work on one port until SIGTERM or SIGINT; return the exit status.

    Each slot has a listening socket of its own (SO_REUSEPORT; Linux spreads connections over them) that stays open
    until the parent is told to stop, so what waits in its queue outlives any one worker. `started` is told the port
    once all workers have been ready. The calling process has no event loop and no threads, and ends afterwards.

    - SIGTERM, SIGINT: the workers get SIGTERM and drain; a second one kills them.
    - SIGHUP: a rolling restart. In one slot after the other a new worker is forked, and once it is ready the old one
      gets SIGTERM. A new worker that dies, or is not ready in time, ends the restart, and the old ones stay.
      What was imported before stays as it was: new code takes a new parent.
    - A worker that dies is started anew. Until one has been ready only the first is tried, and after a few false
      starts its exit status is returned: it has said itself what is wrong.
    - When the parent is killed, the workers drain and end.

    A port that another program has raises `PortTaken`. Another Oddiya of the same user, with workers too, shares it:
    start the new one beside the old, then end the old one. What lies in an old queue when its worker stops accepting
    is reset, unless the kernel hands it on (`net.ipv4.tcp_migrate_req=1`).
    """
    with ExitStack() as opened:
        signals = opened.enter_context(caught_signals())
        directory = Path(opened.enter_context(TemporaryDirectory(prefix="oddiya-workers-")))
        slots = [Slot(*numbered) for numbered in enumerate(opened.enter_context(_listening(count, host, port)))]
        nursery = Nursery(
            work=work, count=count, directory=directory, end_within=patience.end_within, life=_pipe(opened)
        )
        gc.collect()
        gc.freeze()  # or the workers' first collections would write to the pages that they share, and so copy them
        return Supervisor(slots=slots, nursery=nursery, signals=signals, patience=patience, started=started).run()


@contextmanager
def _listening(count: int, host: str, port: int) -> Iterator[list[socket.socket]]:
    """Listen as often as there are workers, always on the port that the first one got."""
    with ExitStack() as opened:
        listeners: list[socket.socket] = []
        try:
            for _ in range(count):
                listeners.append(opened.enter_context(_listener(host, port)))
                port = listeners[-1].getsockname()[1]
        except OSError as error:
            if error.errno == errno.EADDRINUSE:
                raise PortTaken(port) from error
            raise
        yield listeners


def _listener(host: str, port: int) -> socket.socket:
    found = socket.getaddrinfo(host or None, port, type=socket.SOCK_STREAM, flags=socket.AI_PASSIVE)
    family, _, _, _, address = found[0]
    return socket.create_server(address, family=family, backlog=BACKLOG, reuse_port=True)


def _pipe(opened: ExitStack) -> tuple[int, int]:
    ends = os.pipe()
    for end in ends:
        opened.callback(os.close, end)
    return ends
