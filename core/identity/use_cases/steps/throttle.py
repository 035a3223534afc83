"""How often something may be tried: what several ways to sign in have in common."""

from contextlib import suppress

from attrs import frozen

from core.errors import Unavailable
from core.identity.model.errors import TooManyAttempts
from ports.rate_limiter import Ask, RateLimiter


@frozen(kw_only=True)
class Throttle:
    """Counts attempts, all processes together; when the shared limiter does not answer, each process for itself."""

    limiter: RateLimiter
    local: RateLimiter

    async def admit(self, *tries: Ask) -> None:
        """Count an attempt against each limit in turn, or raise `TooManyAttempts` at the first that has no room.

        Those before it have counted the attempt, so that a network pays for what it tries on an account that is barred.
        """
        try:
            verdicts = await self.limiter.take_in_turn(tries)
        except Unavailable:
            verdicts = await self.local.take_in_turn(tries)
        for verdict in verdicts:
            if not verdict.allowed:
                raise TooManyAttempts.until(verdict.retry_after)

    async def forgive(self, *tries: Ask) -> None:
        """Forget the attempts that were counted, since they ended well; what is not forgotten is refilled in time."""
        for one in tries:
            await self.local.forget(one.key)
        with suppress(Unavailable):
            for one in tries:
                await self.limiter.forget(one.key)
