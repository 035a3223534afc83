"""Services as processes of their own, to be killed and started again at the same place."""

import asyncio
import json
import os
import signal
import socket
from collections.abc import Mapping
from contextlib import ExitStack, suppress
from typing import Final, Self

from attrs import define, field

from tests.gateway.process.answers import said, saying
from tests.gateway.process.services import Service
from tests.processes import Python, python

CODE: Final = "import sys; from tests.gateway.process.mortal import main; main(*sys.argv[1:])"
PORTS_OF_EACH: Final = 8


@define(eq=False)
class MortalService:
    """A service that answers some paths as it is told and says, of others, which request it was asked."""

    name: str
    port: int
    says: Mapping[str, str] = field(factory=dict)
    _stack: ExitStack = field(factory=ExitStack, init=False)
    _process: Python | None = field(default=None, init=False)

    @property
    def url(self) -> str:
        """Where it is, alive or not."""
        return f"http://127.0.0.1:{self.port}"

    def start(self) -> None:
        """Let it live; it accepts connections when this returns."""
        self._process = self._stack.enter_context(python(CODE, self.name, str(self.port), json.dumps(dict(self.says))))
        assert self._process.line() == "accepts"

    def kill(self) -> None:
        """End it at once, whatever it is doing."""
        assert self._process is not None
        self._process.kill(signal.SIGKILL)

    def __enter__(self) -> Self:
        self.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._stack.close()


def own_port() -> int:
    """Return a port on which nobody listens; no other test looks for one here, nor does the system."""
    for port in range(10_000 + os.getpid() * PORTS_OF_EACH % 10_000, 20_000):
        with suppress(OSError), socket.create_server(("127.0.0.1", port)):
            return port
    raise AssertionError("no port is free")


def main(name: str, port: str, says: str) -> None:
    """Answer until killed."""
    standing = {path: saying(said(body.encode())) for path, body in json.loads(says).items()}
    asyncio.run(_answer(Service(name, standing, port=int(port))))


async def _answer(service: Service) -> None:
    await service.start()
    print("accepts", flush=True)
    await asyncio.Event().wait()
