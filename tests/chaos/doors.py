"""What stands between Oddiya's processes and everything that they stand on."""

from collections.abc import AsyncIterator
from contextlib import AsyncExitStack, asynccontextmanager
from pathlib import Path
from typing import Final
from urllib.parse import urlsplit

from attrs import evolve, frozen

from core.identity.model.dev_sign_in import FOLDER
from tests.chaos.liar import Liar, honest, liar
from tests.chaos.proxy import WELL, Fault, Proxy, Target, proxy
from tests.system.database import Database
from tests.system.servers import Servers

POSTGRES: Final = "postgres"
REDIS: Final = "redis"
AWS: Final = "aws"
SMTP: Final = "smtp"
ISSUER: Final = "issuer"
NOWHERE: Final = "http://127.0.0.1:9"


@frozen(kw_only=True)
class Doors:
    """The proxies by what is behind them, and those that can lie in HTTP; `there` is what processes are told."""

    there: Servers
    proxies: dict[str, Proxy]
    liars: dict[str, Liar]

    def issuer_is_at(self, url: str) -> None:
        """Say where the identity provider is, once that is known."""
        self.liars[ISSUER].upstream = url

    async def suffer(self, name: str, fault: Fault) -> None:
        """Make one way bad."""
        await self.proxies[name].suffer(fault)

    async def heal(self) -> None:
        """Make everything well."""
        for one in self.liars.values():
            one.lie = honest
        for way in self.proxies.values():
            await way.suffer(WELL)


@asynccontextmanager
async def doors_before(there: Servers) -> AsyncIterator[Doors]:
    """Stand before these servers."""
    async with AsyncExitStack() as stack:
        liars = {
            AWS: await stack.enter_async_context(liar(there.told["ODDIYA_AWS_ENDPOINT_URL"])),
            ISSUER: await stack.enter_async_context(liar(NOWHERE)),
        }
        targets = {
            POSTGRES: Target(path=there.postgres.socket_directory / f".s.PGSQL.{there.database.port}"),
            REDIS: Target(path=Path(there.redis.url.removeprefix("unix://"))),
            SMTP: Target(port=urlsplit(there.told["ODDIYA_SMTP_URL"]).port or 0),
            **{name: Target(port=one.port) for name, one in liars.items()},
        }
        proxies = {name: await stack.enter_async_context(proxy(target)) for name, target in targets.items()}
        yield Doors(there=_through(there, proxies), proxies=proxies, liars=liars)


def _through(there: Servers, proxies: dict[str, Proxy]) -> Servers:
    """Return the servers as those see them who go through the proxies."""
    where = {name: f"127.0.0.1:{one.port}" for name, one in proxies.items()}
    told = {
        **there.told,
        "ODDIYA_REDIS_URL": f"redis://{where[REDIS]}",
        "ODDIYA_AWS_ENDPOINT_URL": f"http://{where[AWS]}",
        "ODDIYA_SMTP_URL": f"smtp://{where[SMTP]}",
        "ODDIYA_OIDC_ISSUER": f"http://{where[ISSUER]}{FOLDER}",
    }
    return evolve(there, told=told, database=Database(host="127.0.0.1", port=proxies[POSTGRES].port))
