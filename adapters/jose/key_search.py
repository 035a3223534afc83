"""Looking for keys that tokens name and this process does not know: one look for all who wait, and not too many."""

import asyncio
from collections import OrderedDict, deque
from collections.abc import Awaitable, Callable, Container, Iterable
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
STEPS: Final = 20  # in which strangers are refused meanwhile
UNKNOWN_FOR: Final = 5.0
MOST_UNKNOWN: Final = 128
MOST_WAITING: Final = 4096
WHAT: Final = "the list of token keys"

Waiter = asyncio.Future[None]

log = structlog.get_logger()


@define(eq=False)
class Look:
    """What is looked for together, and those who wait for it."""

    _waiting: dict[str, list[Waiter]] = field(factory=dict)

    @property
    def kids(self) -> set[str]:
        """What is looked for."""
        return set(self._waiting)

    def __len__(self) -> int:
        return len(self._waiting)

    def wait_for(self, kid: str) -> Waiter:
        """Return what is to be waited for by somebody who looks for this."""
        waiter: Waiter = asyncio.get_running_loop().create_future()
        self._waiting.setdefault(kid, []).append(waiter)
        return waiter

    async def end(self, found: Container[str], *, over: float) -> None:
        """Let everybody go on: those whose keys were found at once, strangers a few at a time over so many seconds.

        To refuse in one go what a flood of them brings would hold up everybody else for some milliseconds.
        """
        strangers = []
        for kid, waiters in self._waiting.items():
            if kid in found:
                _let_go(waiters)
            else:
                strangers += [waiter for waiter in waiters if not waiter.done()]
        at_once = -(-len(strangers) // STEPS)
        for step in range(STEPS):
            _let_go(strangers[step * at_once : (step + 1) * at_once])
            await asyncio.sleep(over / STEPS)

    def let_all_go(self) -> None:
        """Let everybody go on who still waits."""
        for waiters in self._waiting.values():
            _let_go(waiters)


class Patience:
    """Ends waits that have lasted too long; one timer does for all, since a flood would have thousands of them."""

    def __init__(self) -> None:
        self._waiting: deque[tuple[float, Waiter]] = deque()
        self._timer: asyncio.TimerHandle | None = None

    def watch(self, waiter: Waiter) -> None:
        """Let somebody wait no longer than `PATIENCE`."""
        loop = asyncio.get_running_loop()
        self._drop_until(-inf)
        self._waiting.append((loop.time() + PATIENCE, waiter))
        if self._timer is None:
            self._set_timer(loop)

    def _look(self) -> None:
        loop = asyncio.get_running_loop()
        self._drop_until(loop.time())
        self._set_timer(loop)

    def _drop_until(self, moment: float) -> None:
        while self._waiting and (self._waiting[0][0] <= moment or self._waiting[0][1].done()):
            _let_go([self._waiting.popleft()[1]])

    def _set_timer(self, loop: asyncio.AbstractEventLoop) -> None:
        self._timer = loop.call_at(self._waiting[0][0], self._look) if self._waiting else None


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
        self._patience = Patience()
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
        waiter = self._next.wait_for(kid)
        self._patience.watch(waiter)
        await waiter
        return self._newest.by_kid.get(kid)

    async def run(self) -> None:
        """Look whenever somebody waits."""
        while True:
            await self._wanted.wait()
            self._wanted.clear()
            now, self._next = self._next, Look()
            try:
                await self._look_for(now.kids)
                await now.end(self._newest.by_kid, over=PAUSE)
            except Exception:
                log.exception("token keys could not be looked for")
                await asyncio.sleep(PAUSE)
            finally:
                now.let_all_go()

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


def _let_go(waiters: Iterable[Waiter]) -> None:
    for waiter in waiters:
        if not waiter.done():
            waiter.set_result(None)
