"""One connection that hears NOTIFY, tells what was said or wakes whoever waits for that word; it heals by itself."""

import asyncio
from collections import defaultdict
from collections.abc import AsyncIterator, Callable, Iterator
from contextlib import asynccontextmanager, contextmanager

import aiopg
import structlog
from attrs import define, field

from adapters.postgres.errors import translated
from adapters.wire.beside import beside
from core.errors import Unavailable

RECONNECT_AFTER = 0.5
log = structlog.get_logger()

Tell = Callable[[str], None]


@define
class Listener:
    """Who waits for which word."""

    _waiting: dict[str, set[asyncio.Event]] = field(factory=lambda: defaultdict(set))

    @contextmanager
    def hearing(self, word: str) -> Iterator[asyncio.Event]:
        """Lend an event that is set whenever the word is heard."""
        heard = asyncio.Event()
        self._waiting[word].add(heard)
        try:
            yield heard
        finally:
            self._waiting[word].discard(heard)
            if not self._waiting[word]:
                del self._waiting[word]

    def hear(self, word: str) -> None:
        """Wake those who wait for the word."""
        for heard in self._waiting.get(word, ()):
            heard.set()


@asynccontextmanager
async def listening(url: str, channel: str) -> AsyncIterator[Listener]:
    """Listen on a channel for as long as the block lasts."""
    listener = Listener()
    async with telling(url, channel, listener.hear):
        yield listener


@asynccontextmanager
async def telling(url: str, channel: str, tell: Tell) -> AsyncIterator[None]:
    """Call a function with each word that is said on a channel, for as long as the block lasts."""
    async with beside(_listen(url, channel, tell)):
        yield


async def _listen(url: str, channel: str, tell: Tell) -> None:
    while True:
        try:
            await _listen_once(url, channel, tell)
        except Unavailable:
            # Those who wait look by themselves now and then, so a deaf moment costs time, never a message.
            log.warning("the listener has lost its connection and makes another", again_in=RECONNECT_AFTER)
            await asyncio.sleep(RECONNECT_AFTER)


async def _listen_once(url: str, channel: str, tell: Tell) -> None:
    with translated():
        async with aiopg.connect(url, application_name="oddiya-listener") as connection:
            async with connection.cursor() as cursor:
                await cursor.execute(f"LISTEN {channel}")
            while True:
                notify = await connection.notifies.get()
                tell(notify.payload)
