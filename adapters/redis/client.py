"""What adapters on Redis share: connections, a deadline for every command, a prefix, and one way to fail."""

import asyncio
from collections.abc import AsyncIterator, Callable, Sequence
from contextlib import asynccontextmanager
from datetime import timedelta
from functools import partial
from hashlib import sha1
from typing import Any

from attrs import field, frozen
from redis.asyncio.connection import AbstractConnection, Connection, UnixDomainSocketConnection, parse_url
from redis.exceptions import NoScriptError, RedisError

from adapters.redis.connections import Connections, Word
from adapters.redis.metrics import FAILURES
from adapters.section import CannotOpen, need, setting
from core.errors import Unavailable
from ports.meter import Meter

CONNECT_SECONDS = 1.0
URL_EXPECTS = "a redis://, rediss:// or unix:// URL"

Connect = Callable[[], AbstractConnection]


@frozen
class Script:
    """A Lua program for the server, known to it by a digest of its text."""

    text: str
    digest: str = field(init=False)

    @digest.default
    def _digest_text(self) -> str:
        return sha1(self.text.encode(), usedforsecurity=False).hexdigest()


@frozen(kw_only=True)
class RedisClient:
    """Sends commands; what is not answered in time, or not as it should be, is `Unavailable`."""

    connections: Connections = field(repr=False)
    prefix: str
    timeout: timedelta
    meter: Meter
    _connect: Connect = field(repr=False)

    def key(self, kind: str, name: str) -> bytes:
        """Return where something is kept: under the prefix, apart from other kinds, whatever text its name is."""
        return f"{self.prefix}{kind}:{name}".encode(errors="surrogatepass")

    async def ask(self, *words: Word, within: timedelta | None = None) -> Any:
        """Send a command and return its answer."""
        async with self._answered(within or self.timeout):
            return await self.connections.ask(words)

    async def run(
        self, script: Script, *, keys: Sequence[bytes], words: Sequence[Word], within: timedelta | None = None
    ) -> Any:
        """Run a script on keys, sending its text only to a server that does not have it."""
        async with self._answered(within or self.timeout):
            try:
                return await self.connections.ask(("EVALSHA", script.digest, len(keys), *keys, *words))
            except NoScriptError:
                return await self.connections.ask(("EVAL", script.text, len(keys), *keys, *words))

    @asynccontextmanager
    async def own_connection(self) -> AsyncIterator[AbstractConnection]:
        """Open a connection for somebody who has a use for one that lasts."""
        connection = self._connect()
        try:
            async with asyncio.timeout(CONNECT_SECONDS):
                await connection.connect()  # type: ignore[no-untyped-call] # the vendor left it untyped
            yield connection
        finally:
            await connection.disconnect(nowait=True)

    @asynccontextmanager
    async def _answered(self, within: timedelta) -> AsyncIterator[None]:
        try:
            async with asyncio.timeout(within.total_seconds()):
                yield
        except (RedisError, OSError) as error:
            self.meter.add(FAILURES)
            raise Unavailable(what="redis") from error


@frozen(kw_only=True)
class Section:
    """Where Redis is, and what belongs to Oddiya there."""

    url: str = setting("ODDIYA_REDIS_URL", URL_EXPECTS, secret=True)
    prefix: str = setting("ODDIYA_REDIS_PREFIX", "what Oddiya's keys begin with", default="oddiya:")
    timeout: timedelta = setting("ODDIYA_REDIS_TIMEOUT", "seconds to wait for an answer", default=timedelta(seconds=1))
    size: int = setting("ODDIYA_REDIS_CONNECTIONS", "a number of connections", default=16)
    meter: Meter = need("meter")


@asynccontextmanager
async def open_adapter(section: Section) -> AsyncIterator[RedisClient]:
    """Open the client; connections are made when they are first wanted."""
    connect = partial(_connection, section.url)
    connections = Connections([connect() for _ in range(section.size)], connect_seconds=CONNECT_SECONDS)
    section.meter.add(FAILURES, amount=0)
    try:
        yield RedisClient(
            connections=connections,
            prefix=section.prefix,
            timeout=section.timeout,
            meter=section.meter,
            connect=connect,
        )
    finally:
        await connections.close()


def _connection(url: str) -> AbstractConnection:
    # RESP 2 without CLIENT SETINFO is what Redis 6.2 knows; time-outs and retries are RedisClient's.
    ours = {"protocol": 2, "driver_info": None, "decode_responses": False, "socket_keepalive": True}
    try:
        told: dict[str, Any] = {**parse_url(url), **ours, "socket_timeout": None}
        kind = told.pop("connection_class", Connection)
        if kind is UnixDomainSocketConnection:
            del told["socket_keepalive"]
        connection: AbstractConnection = kind(**told)
    except (ValueError, TypeError):
        raise CannotOpen(f"ODDIYA_REDIS_URL is not usable: it expects {URL_EXPECTS}") from None
    return connection
