"""A flood of tokens whose keys nobody has ever published, from a process of its own."""

import asyncio
import json
import signal
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from itertools import count
from typing import Final

from attrs import Factory, define, field

from tests.gateway.process.client import request
from tests.gateway.process.gateways import Gateway
from tests.gateway.process.table import PRIVATE
from tests.gateway.process.tokens import bearer, claims
from tests.gateway.process.traffic import Line
from tests.processes import Python, python
from tests.tokens.forging import token

CODE: Final = "import sys; from tests.gateway.process.flood import main; main(*sys.argv[1:])"
CONNECTIONS: Final = 32
JUNK: Final = bytes(256)


@define(eq=False)
class Flood:
    """Asks one gateway over many connections, over each as soon as it was refused."""

    port: int
    is_over: asyncio.Event
    statuses: Counter[int] = Factory(Counter)
    _number: Iterator[int] = field(factory=count, init=False)

    async def run(self) -> None:
        """Go on until it is over."""
        await asyncio.gather(*(self._ask_again_and_again() for _ in range(CONNECTIONS)))

    async def _ask_again_and_again(self) -> None:
        line = await Line.opened(self.port)
        while not self.is_over.is_set():
            said = await line.ask(request("GET", PRIVATE, bearer(self._stranger())))
            self.statuses[said.status] += 1
        line.leave()

    def _stranger(self) -> str:
        head = {"alg": "RS256", "typ": "at+jwt", "kid": f"stranger-{self.port}-{next(self._number)}"}
        return token(head, claims(), lambda _: JUNK)


@contextmanager
def flooded(gateways: Sequence[Gateway]) -> Iterator[Python]:
    """Flood gateways until the block ends, or `answers` are asked for."""
    with python(CODE, *(str(gateway.port) for gateway in gateways)) as process:
        assert process.line() == "begins"
        yield process


def answers(process: Python) -> Sequence[Mapping[str, int]]:
    """End a flood, and return how often each gateway answered with which status."""
    assert process.kill(signal.SIGTERM) == 0
    counted: Sequence[Mapping[str, int]] = json.loads(process.line())
    return counted


def main(*ports: str) -> None:
    """Flood the gateways on these ports until told to stop; then say what they answered."""
    asyncio.run(_flood([int(port) for port in ports]))


async def _flood(ports: Sequence[int]) -> None:
    is_over = asyncio.Event()
    asyncio.get_running_loop().add_signal_handler(signal.SIGTERM, is_over.set)
    floods = [Flood(port, is_over) for port in ports]
    print("begins", flush=True)
    await asyncio.gather(*(flood.run() for flood in floods))
    print(json.dumps([flood.statuses for flood in floods]), flush=True)
