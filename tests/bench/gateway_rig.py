"""What is put under load, and what stands behind it."""

import json
import re
from collections import Counter
from collections.abc import AsyncIterator, Mapping
from contextlib import AbstractAsyncContextManager, ExitStack, asynccontextmanager
from pathlib import Path
from string import Template
from typing import Final

from attrs import frozen

from tests.bench.as_in_image import oddiya_as_in
from tests.bench.gateway_cores import Cores, on
from tests.bench.gateway_programs import Standing, found, free_port, running
from tests.bench.gateway_tokens import tokens_of
from tests.servers.redis import RedisServer, private_server

FILES: Final = Path(__file__).parent / "gateway"
USERS: Final = 1000
CALLS: Final = re.compile(r"cmdstat_(.+):calls=(\d+),")
ISSUER: Final = "https://api.oddiya.example"
# As json.dumps has it, without a quote that the configuration of nginx would take for its own.
ANSWER: Final = json.dumps({"user_id": "0198c0de-0000-7000-8000-000000000001", "about": "x" * 938})

# Everything that a production process does is on. The allowances are so wide that nothing is refused, and Redis may
# take as long as a core that is shared with the load lets it: limits that were counted without it would be cheaper.
SETTINGS: Final[Mapping[str, str]] = {
    "ODDIYA_KEY_RING": "file",
    "ODDIYA_TOKEN_VERIFIER": "jose",
    "ODDIYA_PUBLIC_URL": ISSUER,
    "ODDIYA_SESSIONS": "redis",
    "ODDIYA_RATE_LIMITER": "redis",
    "ODDIYA_RATE_LIMIT_TIMEOUT": "1",
    "ODDIYA_LIMIT_ADDRESS": "100000000/60",
    "ODDIYA_LIMIT_USER": "1000000/60",
}


@frozen(kw_only=True)
class Behind:
    """A service and a Redis."""

    service: Standing
    redis: RedisServer
    keys_asked: Path

    @property
    def key_fetches(self) -> int:
        """How often anybody has asked a service of this rig for its keys."""
        return len(self.keys_asked.read_text().splitlines())

    def commands(self) -> Counter[str]:
        """Return how often Redis has carried out each command, those in scripts included."""
        lines = self.redis.ask("INFO", "commandstats").decode().splitlines()
        return Counter({found[1]: int(found[2]) for found in map(CALLS.match, lines) if found})


@frozen(kw_only=True)
class Rig:
    """A directory of its own, with the keys that tokens were signed with."""

    home: Path

    @classmethod
    async def at(cls, home: Path) -> "Rig":
        """Make keys and tokens."""
        rig = cls(home=home)
        tokens = await tokens_of({**SETTINGS, "ODDIYA_HOME": str(home)}, users=USERS)
        rig.tokens_file.write_text("\n".join(tokens.texts))
        rig.key_file.write_text(tokens.public_key_pem)
        rig.jwks_file.write_text(tokens.jwks)
        return rig

    @property
    def tokens_file(self) -> Path:
        """Where the tokens are, one a line."""
        return self.home / "tokens.txt"

    @property
    def key_file(self) -> Path:
        """Where the key is that verifies them."""
        return self.home / "key.pem"

    @property
    def jwks_file(self) -> Path:
        """Where it is as it is published."""
        return self.home / "jwks.json"

    @asynccontextmanager
    async def behind(self, cores: Cores) -> AsyncIterator[Behind]:
        """Run a service and a Redis."""
        async with self._nginx("service", cores, body=ANSWER, jwks=self.jwks_file.read_text()) as service:
            with ExitStack() as stack:
                with on(cores):
                    redis = stack.enter_context(private_server())
                yield Behind(service=service, redis=redis, keys_asked=self.home / "keys-asked.log")

    def gateway(
        self, behind: Behind, cores: Cores, *, workers: int = 1, **more: str
    ) -> AbstractAsyncContextManager[Standing]:
        """Run our gateway with the packages of its image, and with some settings more."""
        port, url = free_port(), f"http://127.0.0.1:{behind.service.port}"
        return running(
            *oddiya_as_in("gateway"),
            *("run", "gateway", "--workers", str(workers)),
            port=port,
            cores=cores,
            log=self.home / f"gateway-{workers}.log",
            environment={
                **SETTINGS,
                **behind.redis.environment,
                "ODDIYA_HOME": str(self.home),
                "ODDIYA_AUTH_URL": url,
                "ODDIYA_USERS_URL": url,
                "PORT": str(port),
                **more,
            },
        )

    def proxy(self, behind: Behind, cores: Cores) -> AbstractAsyncContextManager[Standing]:
        """Run nginx as a proxy."""
        return self._nginx("proxy", cores, service=behind.service.port)

    def fast_gateway(self, installed: Path, behind: Behind, cores: Cores) -> AbstractAsyncContextManager[Standing]:
        """Run fast-gateway from where it is installed."""
        port = free_port()
        return running(
            *(found("node") or "node", installed / "rival.js"),
            *(str(port), f"http://127.0.0.1:{behind.service.port}", ISSUER, self.key_file),
            port=port,
            cores=cores,
            log=self.home / "rival.log",
        )

    def _nginx(self, name: str, cores: Cores, **values: object) -> AbstractAsyncContextManager[Standing]:
        port = free_port()
        servers = _filled(f"{name}.conf", port=port, **values)
        written = self.home / f"{name}.conf"
        written.write_text(_filled("nginx.conf", name=name, servers=servers))
        return running(
            *(found("nginx") or "nginx", "-p", self.home, "-c", written, "-e", "stderr"),
            port=port,
            cores=cores,
            log=self.home / f"{name}.log",
        )


def _filled(name: str, /, **values: object) -> str:
    return Template((FILES / name).read_text()).substitute(values)
