"""Asking a service until it answers, as long as that makes sense."""

import asyncio
from collections.abc import Awaitable, Callable
from typing import Final, TypeVar

import structlog
from attrs import field, frozen

from adapters.wire.outside.breaker import Breaker
from adapters.wire.outside.deadline import Deadline
from adapters.wire.outside.trouble import Trouble, silent
from ports.randomness import Randomness

T = TypeVar("T")

TRIES: Final = 5
FIRST_PAUSE: Final = 0.4
LONGEST_PAUSE: Final = 6.0
JITTER_BYTES: Final = 4

log = structlog.get_logger()


@frozen(kw_only=True)
class Insisting:
    """Asks again after pauses that grow and are drawn, as long as the deadline is not in sight.

    Trouble that stays ends in the error that it stands for, and the operator is told why.
    """

    what: str
    breaker: Breaker
    randomness: Randomness = field(repr=False)

    async def ask(self, question: Callable[[], Awaitable[T]], *, deadline: Deadline) -> T:
        """Return the answer."""
        for number in range(TRIES):
            try:
                with self.breaker.attempt():
                    return await _in_time(question, deadline)
            except Trouble as caught:
                trouble = caught
                pause = max(trouble.retry_after, self._drawn(number))
                if not trouble.again or pause >= deadline.left():
                    break
            if number + 1 < TRIES:
                await asyncio.sleep(pause)
        log.warning("the language model does not do its work", source=self.what, why=trouble.why)
        raise trouble.kind(what=self.what, retry_after=max(1.0, trouble.retry_after)) from None

    def _drawn(self, number: int) -> float:
        drawn = int.from_bytes(self.randomness.draw(JITTER_BYTES), "big") / (1 << 8 * JITTER_BYTES)
        return (1 + drawn) / 2 * min(LONGEST_PAUSE, FIRST_PAUSE * (1 << number))


async def _in_time(question: Callable[[], Awaitable[T]], deadline: Deadline) -> T:
    try:
        async with asyncio.timeout_at(deadline.at):
            return await question()
    except TimeoutError:
        raise silent("it did not answer in time") from None
