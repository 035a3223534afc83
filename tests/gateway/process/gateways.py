"""Gateways: processes of their own in front of the services of the tests."""

import json
import os
import socket
from collections.abc import Iterator, Mapping
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Final

from attrs import frozen

from tests.gateway.process.client import Client, Said, connected
from tests.gateway.process.services import Services
from tests.processes import Python, python
from tests.tokens.forging import ISSUER

CODE: Final = "import sys; from tests.gateway.process.program import main; main(*sys.argv[1:])"
SIGNING_KEY: Final = "5e" * 32
MANY: Final = "1000000/1"
CLASSES: Final = ("ADDRESS", "USER", "SIGN_IN", "LOGIN", "REFRESH", "REGISTER", "PLAN", "PREFLIGHT")
STANDARD: Final[Mapping[str, str]] = {
    "ODDIYA_PROFILE": "embedded",
    "ODDIYA_TOKEN_VERIFIER": "jwks",
    "ODDIYA_RATE_LIMITER": "redis",
    "ODDIYA_CACHE": "redis",
    "ODDIYA_SESSIONS": "redis",
    "ODDIYA_REVOKED_SESSIONS": "redis",
    "ODDIYA_SIGNING_KEY": SIGNING_KEY,
    "ODDIYA_PUBLIC_URL": ISSUER,
    "ODDIYA_GRACE_SECONDS": "1",
    "PORT": "0",
    **{f"ODDIYA_LIMIT_{name}": MANY for name in CLASSES},
}


@frozen(eq=False)
class Gateway:
    """A running gateway; `told` is its environment."""

    process: Python
    port: int
    log: Path
    told: Mapping[str, str]

    @contextmanager
    def client(self, *, receives: int = 0, source: str = "127.0.0.1") -> Iterator[Client]:
        """Connect to it."""
        with connected(self.port, receives=receives, source=source) as client:
            yield client

    def ask(self, method: str, target: str, *fields: tuple[str, str], body: bytes | None = None) -> Said:
        """Send one request over a connection of its own, and return the answer."""
        with self.client() as client:
            return client.ask(method, target, *fields, body=body)

    def exchange(self, data: bytes) -> bytes:
        """Send bytes and return everything until the gateway hangs up, as a refusal or `Connection: close` makes it."""
        with self.client() as client:
            return client.send(data).rest()

    @property
    def resident(self) -> int:
        """How many bytes of memory it has."""
        return self._memory("VmRSS")

    @property
    def most_resident(self) -> int:
        """How many bytes of memory it ever had, since this was last set back."""
        return self._memory("VmHWM")

    def set_most_resident_back(self) -> None:
        """Let `most_resident` begin anew."""
        Path(f"/proc/{self.process.pid}/clear_refs").write_text("5")

    def _memory(self, name: str) -> int:
        status = Path(f"/proc/{self.process.pid}/status").read_text()
        (line,) = (line for line in status.splitlines() if line.startswith(f"{name}:"))
        return int(line.split()[1]) * 1024


@contextmanager
def a_gateway(
    services: Services, home: Path, told: Mapping[str, str], pace: Mapping[str, float], *, measured: bool = False
) -> Iterator[Gateway]:
    """Run a gateway in front of the services until the block ends; `pace` is how long it waits, where not as usual."""
    urls = {f"ODDIYA_{service.name.upper()}_URL": service.url for service in services.all}
    log = home / "log"
    told = {**STANDARD, "ODDIYA_HOME": str(home), **urls, **told}
    with python(CODE, str(log), json.dumps(dict(pace)), environment=told, measured=measured) as process:
        try:
            port = int(process.line())
        except (AssertionError, ValueError) as error:
            raise AssertionError(f"the gateway does not start:\n{log.read_text()}") from error
        yield Gateway(process, port, log, told)


def free_port() -> int:
    """Return a port on which nobody listens, and which the system gives to no connection by itself."""
    for port in range(20_000 + os.getpid() % 10_000, 32_000):
        with suppress(OSError), socket.create_server(("127.0.0.1", port)):
            return port
    raise AssertionError("no port is free")
