"""An auth service of which nothing is there but its keys, and the gateways that follow them together."""

import asyncio
import json
from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import AbstractContextManager, AsyncExitStack, ExitStack, contextmanager

from attrs import define, field

from adapters.jose.token_key import TokenKey
from composition.opener import Opener
from composition.settings import Settings
from ports.key_announcer import KeyAnnouncer
from tests.builders import an_id
from tests.gateway.process.answers import said
from tests.gateway.process.exchange import Exchange
from tests.gateway.process.gateways import Gateway
from tests.gateway.process.services import KEYS, Service
from tests.gateway.process.tokens import bearer, claims
from tests.tokens.forging import header, rs256, token


@define(eq=False)
class Auth:
    """The service; it publishes `keys` once it has been started, and counts how often it was asked for them."""

    port: int
    loop: asyncio.AbstractEventLoop
    keys: Sequence[TokenKey] = ()
    _service: Service = field(init=False)

    @_service.default
    def _make_service(self) -> Service:
        return Service("auth", {KEYS: self._answer}, port=self.port)

    @property
    def url(self) -> str:
        """Where it is, running or not."""
        return self._service.url

    @property
    def asked(self) -> int:
        """How often it was asked for its keys."""
        return sum(seen.path == KEYS for seen in self._service.seen)

    @contextmanager
    def running(self) -> Iterator[None]:
        """Answer until the block ends."""
        asyncio.run_coroutine_threadsafe(self._service.start(), self.loop).result()
        try:
            yield
        finally:
            asyncio.run_coroutine_threadsafe(self._service.stop(), self.loop).result()

    def announce(self, gateway: Gateway) -> None:
        """Announce the keys as the auth service of a gateway's installation does."""
        asyncio.run(self._announce(Settings.read(gateway.told)))

    async def _announce(self, settings: Settings) -> None:
        async with AsyncExitStack() as stack:
            announcer: KeyAnnouncer = await Opener(settings, stack).open("key_announcer")
            await announcer.announce([key.jwk for key in self.keys])

    async def _answer(self, exchange: Exchange) -> None:
        await exchange.body()
        keys = json.dumps({"keys": [dict(key.jwk) for key in self.keys]})
        await exchange.say(said(keys.encode(), fields=[("Content-Type", "application/json")]))


def signed_by(key: TokenKey) -> tuple[str, str]:
    """Return the field of somebody who is signed in with a token of this key."""
    return bearer(token(header(key), claims(jti=an_id()), rs256(key)))


@contextmanager
def running_together(openings: Sequence[AbstractContextManager[Gateway]]) -> Iterator[Sequence[Gateway]]:
    """Start gateways at once, and run them until the block ends."""
    with ExitStack() as stack:
        with ThreadPoolExecutor() as pool:
            gateways = list(pool.map(stack.enter_context, openings))
        yield gateways
