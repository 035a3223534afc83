"""A client that asks at a fixed pace, answered or not: `PORT RATE SECONDS TOKENS_FILE`; prints percentiles in ms.

A request is late from the moment it was due, also when no connection was free then: to measure from when it was sent
would leave out what slow answers keep waiting (coordinated omission).
"""

import json
import select
import socket
import sys
from collections import deque
from collections.abc import Iterable
from itertools import cycle, islice
from pathlib import Path
from time import perf_counter

from attrs import define, field

from tests.bench.gateway_load import CONNECTIONS, PATH
from tests.bench.harness import percentile

MOST_RECEIVED = 65536
LONGEST_WAIT = 1.0


@define(eq=False)
class Connection:
    """Asks one thing at a time."""

    talk: socket.socket
    begins: bytes
    due: float = 0.0
    _heard: bytes = field(default=b"", init=False)

    @classmethod
    def to(cls, port: int, status: int) -> "Connection":
        """Connect to whom everything is to be answered with one status."""
        talk = socket.create_connection(("127.0.0.1", port))
        talk.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        return cls(talk, b"HTTP/1.1 %d " % status)

    def fileno(self) -> int:
        """Let `select` wait for it."""
        return self.talk.fileno()

    def ask(self, request: bytes, due: float) -> None:
        """Send a request."""
        self.due = due
        self._heard = b""
        self.talk.sendall(request)

    def hear(self) -> bool:
        """Take in what has come; tell whether that was all of the answer."""
        data = self.talk.recv(MOST_RECEIVED)
        assert data, "the connection was closed"
        self._heard += data
        if not self._heard.endswith(b"}"):
            return False
        assert self._heard.startswith(self.begins), self._heard
        return True


def paced(
    port: int, requests: Iterable[bytes], *, rate: float, status: int = 200, connections: int = CONNECTIONS
) -> list[float]:
    """Return how many milliseconds each answer took."""
    free = deque(Connection.to(port, status) for _ in range(connections))
    asking: set[Connection] = set()
    taken: list[float] = []
    coming, sent, started = iter(requests), 0, perf_counter()
    request = next(coming, None)
    while asking or request:
        while free and request and (due := started + sent / rate) <= perf_counter():
            connection = free.popleft()
            connection.ask(request, due)
            asking.add(connection)
            sent += 1
            request = next(coming, None)
        wait = max(0, started + sent / rate - perf_counter()) if free and request else LONGEST_WAIT
        for connection in select.select(asking, (), (), wait)[0]:
            if connection.hear():
                taken.append((perf_counter() - connection.due) * 1000)
                asking.remove(connection)
                free.append(connection)
    for connection in free:
        connection.talk.close()
    return taken


def request_with(token: str) -> bytes:
    """Write the request that wrk sends, too."""
    return (
        f"GET {PATH} HTTP/1.1\r\nHost: 127.0.0.1\r\nAuthorization: Bearer {token}\r\nAccept: application/json\r\n"
        "Accept-Language: ko\r\nUser-Agent: Oddiya/1.0\r\n\r\n"
    ).encode()


def main(port: str, rate: str, seconds: str, tokens: str) -> None:
    """Ask, and print what it took."""
    requests, pace = [request_with(token) for token in Path(tokens).read_text().splitlines()], float(rate)
    paced(int(port), islice(cycle(requests), int(pace * 0.5)), rate=pace)  # until tokens are known and connections made
    taken = paced(int(port), islice(cycle(requests), int(pace * float(seconds))), rate=pace)
    print(json.dumps({"p50": percentile(taken, 0.5), "p99": percentile(taken, 0.99)}))


if __name__ == "__main__":
    main(*sys.argv[1:])
