"""Looking for keys that tokens name and this process does not know: one look for all who wait, and not too many."""

import asyncio
from collections import OrderedDict
from collections.abc import Awaitable, Callable, Container
from math import inf
from time import monotonic
from typing import Any, Final

import structlog
from attrs import define, field

from adapters.jose.newest_keys import NewestKeys
from adapters.jose.public_jwk import KID
from core.errors import Unavailable

PATIENCE: Final = 2.0  # seconds that somebody waits for a look
PAUSE: Final = 0.05  # between two looks
UNKNOWN_FOR: Final = 5.0
MOST_UNKNOWN: Final = 128
MOST_WAITING: Final = 4096
WHAT: Final = "the list of token keys"

Waiter = asyncio.Future[None]

log = structlog.get_logger()


@define(eq=False)
class Look:
    """What is looked for together, and those who wait for it, nobody of them much longer than `PATIENCE`."""

    _waiting: list[tuple[str, Waiter]] = field(factory=list)
    _timer: asyncio.TimerHandle | None = None

    def __len__(self) -> int:
        return len(self._waiting)

    @property
    def kids(self) -> set[str]:
        """What is looked for."""
        return {kid for kid, _ in self._waiting}

    def wait_for(self, kid: str) -> Waiter:
        """Return what is to be waited for by somebody who looks for this."""
        loop = asyncio.get_running_loop()
        if self._timer is None:
            # One for all, since a flood of strangers would have thousands of them.
            self._timer = loop.call_later(PATIENCE, self._give_up)
        waiter: Waiter = loop.create_future()
        self._waiting.append((kid, waiter))
        return waiter

    async def end(self, found: Container[str], *, over: float) -> None:
        """Let everybody go on: those whose keys were found at once, strangers one by one over so many seconds.

        To refuse in one go what a flood of them brings would hold up everybody else for some milliseconds.
        """
        if self._timer is not None:
            self._timer.cancel()
        strangers = [waiter for kid, waiter in self._waiting if kid not in found]
        for kid, waiter in self._waiting:
            if kid in found:
                _let_go(waiter)
        try:
            for waiter in strangers:
                _let_go(waiter)
                await asyncio.sleep(over / len(strangers))
            if not strangers:
                await asyncio.sleep(over)
        finally:
            self._give_up()

    def _give_up(self) -> None:
        for _, waiter in self._waiting:
            _let_go(waiter)


class KeySearch:
    """Lets those who come while others are being looked for wait for the next look, which begins after they came.

    A kid that was not found is not looked for again for a while, unless newer keys have come in.
    """

    def __init__(
        self,
        newest: NewestKeys,
        look: Callable[[set[str]], Awaitable[None]],
        *,
        seconds: Callable[[], float] = monotonic,
    ) -> None:
        self._newest = newest
        self._look = look
        self._seconds = seconds
        self._next = Look()
        self._wanted = asyncio.Event()
        self._unknown: OrderedDict[str, float] = OrderedDict()
        self._unknown_to = 0

    async def sought(self, kid: str) -> Any:
        """Return the key if it can be found in time, or None; `Unavailable` when no keys are known at all."""
        if self._newest.copy is None:
            raise Unavailable(what=WHAT)
        if self._is_unknown(kid) or len(self._next) >= MOST_WAITING:
            return None
        self._wanted.set()
        await self._next.wait_for(kid)
        return self._newest.by_kid.get(kid)

    async def run(self) -> None:
        """Look whenever somebody waits."""
        while True:
            await self._wanted.wait()
            self._wanted.clear()
            now, self._next = self._next, Look()
            try:
                await self._look_for(now.kids)
            except Exception:
                log.exception("token keys could not be looked for")
            finally:
                await now.end(self._newest.by_kid, over=PAUSE)

    async def _look_for(self, kids: set[str]) -> None:
        if kids - self._newest.by_kid.keys():
            await self._look(kids)
        self._forget_if_newer()
        for kid in kids - self._newest.by_kid.keys():
            self._unknown[kid] = self._seconds() + UNKNOWN_FOR
            if len(self._unknown) > MOST_UNKNOWN:
                self._unknown.popitem(last=False)

    def _is_unknown(self, kid: str) -> bool:
        self._forget_if_newer()
        return self._unknown.get(kid, -inf) > self._seconds() or not KID.fullmatch(kid)

    def _forget_if_newer(self) -> None:
        if self._unknown_to != self._newest.version:
            self._unknown.clear()
            self._unknown_to = self._newest.version


def _let_go(waiter: Waiter) -> None:
    if not waiter.done():
        waiter.set_result(None)
