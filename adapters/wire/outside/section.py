"""What every outside service is asked with."""

import asyncio
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from datetime import timedelta
from typing import Any, Final

from aiohttp import ClientSession, ClientTimeout, DummyCookieJar, TCPConnector
from attrs import frozen

from adapters.section import CannotOpen, need, setting
from adapters.wire.outside.breaker import Breaker
from adapters.wire.outside.facts import Facts
from adapters.wire.outside.source import Source
from adapters.wire.outside.told import Told
from adapters.wire.public_url import PublicUrl
from ports.cache import Cache
from ports.clock import Clock
from ports.meter import Meter
from ports.randomness import Randomness

AT_ONCE: Final = 8
JITTER_BYTES: Final = 4


@frozen(kw_only=True)
class SourceSection:
    """How long a source may take; what it said is kept in the cache."""

    clock: Clock = need("clock")
    cache: Cache = need("cache")
    randomness: Randomness = need("randomness")
    meter: Meter = need("meter")
    patience: timedelta = setting(
        "ODDIYA_FACTS_TIMEOUT",
        "seconds in which an outside service must have answered one question, all further tries included",
        default=timedelta(seconds=6),
    )
    try_patience: timedelta = setting(
        "ODDIYA_FACTS_TRY_TIMEOUT", "seconds to wait for one answer of an outside service", default=timedelta(seconds=2)
    )

    def facts(self, source: str) -> Facts:
        """Return the memory of one source."""
        return Facts(source=source, cache=self.cache, clock=self.clock)

    def jitter(self) -> float:
        """Draw a number from 0 to 1."""
        return int.from_bytes(self.randomness.draw(JITTER_BYTES), "big") / (1 << 8 * JITTER_BYTES)


def service_key(env: str, where: str) -> Any:
    """Declare a field of a section that holds the key of a service."""
    return setting(env, f"the key of {where}", secret=True)


def service_url(env: str, what: str, default: str) -> Any:
    """Declare a field of a section that holds where a service is."""
    return setting(env, f"the URL of {what}, without a query", default=PublicUrl(default))


@asynccontextmanager
async def open_source(
    section: SourceSection, what: str, *, headers: Mapping[str, str] | None = None
) -> AsyncIterator[Source]:
    """Open the connections to one service, on which nothing that it says is remembered."""
    if min(section.patience, section.try_patience) <= timedelta():
        raise CannotOpen("ODDIYA_FACTS_TIMEOUT or ODDIYA_FACTS_TRY_TIMEOUT is not above 0: nothing could be asked")
    async with ClientSession(
        connector=TCPConnector(limit=AT_ONCE),
        cookie_jar=DummyCookieJar(),
        timeout=ClientTimeout(total=section.patience.total_seconds()),
        auto_decompress=False,  # what is not unpacked cannot burst
        headers={"Accept-Encoding": "identity", "User-Agent": "Oddiya", **(headers or {})},
    ) as session:
        yield Source(
            what=what,
            session=session,
            breaker=Breaker(what=what, clock=section.clock),
            told=Told(what=what, clock=section.clock),
            slots=asyncio.Semaphore(AT_ONCE),
            jitter=section.jitter,
            meter=section.meter,
            try_patience=section.try_patience,
            patience=section.patience,
        )
