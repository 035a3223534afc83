"""Strangers whose tokens name keys that nobody has: `PORT RATE` answered or not, until told to end; prints the pace.

Each token is rightly made but for its signature, and no two name the same key, so that none is known to be unknown.
"""

import json
import signal
import sys
from collections.abc import Iterator
from itertools import count
from threading import Event
from time import perf_counter

from tests.bench.gateway_pace import paced, request_with
from tests.tokens.forging import payload, token

CONNECTIONS = 128  # each waits for an answer that takes some time, of which nobody is to wait for another one
SIGNATURE = bytes(256)


def strangers(is_over: Event) -> Iterator[bytes]:
    """Return one request after the other until it is over."""
    said = payload()
    for number in count():
        if is_over.is_set():
            return
        header = {"alg": "RS256", "typ": "at+jwt", "kid": f"stranger-{number}-{perf_counter()}"}
        yield request_with(token(header, said, lambda _: SIGNATURE))


def main(port: str, rate: str) -> None:
    """Ask; everything must be refused for its token."""
    is_over = Event()
    signal.signal(signal.SIGTERM, lambda *_: is_over.set())
    print("begins", flush=True)
    began = perf_counter()
    taken = paced(int(port), strangers(is_over), rate=float(rate), status=401, connections=CONNECTIONS)
    print(json.dumps({"rate": len(taken) / (perf_counter() - began)}))


if __name__ == "__main__":
    main(*sys.argv[1:])
