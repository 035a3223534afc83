"""Asks a service outside of Oddiya for facts: politely, with a patience that ends, and without giving a key away."""

import asyncio
from collections.abc import AsyncIterator, Callable, Mapping
from contextlib import asynccontextmanager
from datetime import timedelta
from time import perf_counter
from typing import Final, TypeVar

from aiohttp import ClientConnectionError, ClientError, ClientSession
from attrs import field, frozen

from adapters.wire.outside.breaker import Breaker
from adapters.wire.outside.deadline import Deadline
from adapters.wire.outside.heard import Heard
from adapters.wire.outside.metrics import OUTSIDE_SECONDS
from adapters.wire.outside.told import Told
from adapters.wire.outside.trouble import Trouble, failing, nonsense, silent
from core.errors import NoAnswer, Unavailable
from ports.meter import Meter

T = TypeVar("T")

TRIES: Final = 3
FIRST_PAUSE: Final = 0.1
LONGEST_PAUSE: Final = 2.0
LATE: Final = "it did not answer in time"
NO_TURN: Final = "there was no turn to ask it in time: is it slow?"


@frozen(kw_only=True)
class Source:
    """One outside service, known by its name in errors and log lines.

    - What may be asked again is, after a pause that is drawn (full jitter) or that the service asks for.
    - Whatever happens ends in `Unavailable`, `NoAnswer` or `BadAnswer`, by the deadline at the latest.
    """

    what: str
    session: ClientSession = field(repr=False)
    breaker: Breaker
    told: Told
    slots: asyncio.Semaphore
    jitter: Callable[[], float]
    meter: Meter
    try_patience: timedelta
    patience: timedelta

    def deadline(self) -> Deadline:
        """Return until when a question that is asked now must be answered."""
        return Deadline.after(self.patience)

    async def get(self, url: str, params: Mapping[str, str], *, read: Callable[[Heard], T], deadline: Deadline) -> T:
        """Return what `read` makes of the answer; where it makes nothing, it raises `Trouble` or any error."""
        began, outcome = perf_counter(), "failed"
        try:
            answer = await self._insist(url, params, read, deadline)
            outcome = "answered"
            return answer
        finally:
            self.meter.observe(OUTSIDE_SECONDS, self.what, outcome, value=perf_counter() - began)

    async def _insist(self, url: str, params: Mapping[str, str], read: Callable[[Heard], T], deadline: Deadline) -> T:
        for number in range(TRIES):
            try:
                return await self._in_turn(url, params, read, deadline)
            except Trouble as trouble:
                last = trouble
            pause = max(last.retry_after, self._drawn(number))
            if not last.again or number + 1 == TRIES or pause >= deadline.left():
                break
            await asyncio.sleep(pause)
        raise self._error(last)

    async def _in_turn(self, url: str, params: Mapping[str, str], read: Callable[[Heard], T], deadline: Deadline) -> T:
        async with self._slot(deadline):
            with self.breaker.attempt():
                heard = await self._ask(url, params, min(self.try_patience.total_seconds(), deadline.left()))
                return _understood(heard, read)

    @asynccontextmanager
    async def _slot(self, deadline: Deadline) -> AsyncIterator[None]:
        try:
            async with asyncio.timeout_at(deadline.at):
                await self.slots.acquire()
        except TimeoutError:
            raise Trouble(why=NO_TURN, kind=NoAnswer, counts=False) from None
        try:
            yield
        finally:
            self.slots.release()

    async def _ask(self, url: str, params: Mapping[str, str], seconds: float) -> Heard:
        try:
            async with (
                asyncio.timeout(seconds),
                self.session.get(url, params=params, allow_redirects=False) as response,
            ):
                return await Heard.read(response, now=self.told.clock.now())
        except TimeoutError:
            trouble = silent(LATE)
        except ClientConnectionError as error:
            trouble = failing(f"no connection ({type(error).__name__}): is it down, or the URL wrong?")
        except (ClientError, OSError, ValueError) as error:
            trouble = nonsense(f"it does not speak HTTP as it should ({type(error).__name__})")
        raise trouble  # out here, so that it does not carry the vendor's error, which may quote a URL with the key

    def _drawn(self, number: int) -> float:
        return self.jitter() * min(LONGEST_PAUSE, FIRST_PAUSE * (1 << number))

    def _error(self, trouble: Trouble) -> Unavailable:
        if not trouble.told:
            self.told.because(trouble.why)
        rest = trouble.rest.total_seconds() if trouble.rest else 1.0
        return trouble.kind(what=self.what, retry_after=max(rest, trouble.retry_after))


def _understood(heard: Heard, read: Callable[[Heard], T]) -> T:
    try:
        return read(heard)
    except (ArithmeticError, AttributeError, LookupError, TypeError, ValueError):
        # What it says may be anything; the error's text might quote it.
        trouble = nonsense("its answer is not of the shape that we know: has its API changed?")
    raise trouble
