"""Opens an adapter with the stand-in of its service behind it."""

from collections.abc import AsyncIterator
from contextlib import AsyncExitStack, asynccontextmanager
from typing import Any

from typing_extensions import override

from adapters.memory.cache import MemoryCache
from adapters.system.clock import SystemClock
from composition.opener import Opener
from composition.settings import Settings
from ports.cache import Cache
from ports.clock import Clock
from ports.randomness import Randomness
from tests.standins.running import StandIn, serve

PATIENCE = {"ODDIYA_FACTS_TIMEOUT": "20", "ODDIYA_FACTS_TRY_TIMEOUT": "10"}  # on a busy machine too
CACHE_BYTES = 2**24


class NoJitter(Randomness):
    """Draws zeros, so that nobody pauses before a further try."""

    @override
    def draw(self, count: int) -> bytes:
        return bytes(count)


@asynccontextmanager
async def opened(
    port: str, standin: StandIn, *, clock: Clock | None = None, cache: Cache | None = None, **environment: str
) -> AsyncIterator[Any]:
    """Open the adapter that the stand-in is for; a cache that is given is shared with others."""
    clock = clock or SystemClock()
    cache = cache or MemoryCache(clock=clock, most_bytes=CACHE_BYTES)
    given = {"clock": clock, "cache": cache, "randomness": NoJitter()}
    async with serve(standin) as url, AsyncExitStack() as stack:
        settings = Settings.read({**PATIENCE, **standin.settings(url), **environment})
        yield await Opener(settings, stack, given=given).open(port)
