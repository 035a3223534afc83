"""How often something may be tried: what several ways to sign in have in common."""

from attrs import frozen

from core.errors import Unavailable
from core.identity.model.errors import TooManyAttempts
from ports.rate_limiter import Limit, RateLimiter, Verdict


@frozen
class Try:
    """One limit that an attempt counts against."""

    key: str
    limit: Limit


@frozen(kw_only=True)
class Throttle:
    """Counts attempts, all processes together; when the shared limiter does not answer, each process for itself."""

    limiter: RateLimiter
    local: RateLimiter

    async def admit(self, *tries: Try) -> None:
        """Count an attempt against each limit, or raise `TooManyAttempts`."""
        for one in tries:
            verdict = await self._take(one)
            if not verdict.allowed:
                raise TooManyAttempts.until(verdict.retry_after)

    async def forgive(self, *tries: Try) -> None:
        """Forget the attempts that were counted, since they ended well."""
        for one in tries:
            await self.local.forget(one.key)
            try:
                await self.limiter.forget(one.key)
            except Unavailable:
                # What is not forgotten is refilled in time; whoever signs in must not wait for it.
                return

    async def _take(self, one: Try) -> Verdict:
        try:
            return await self.limiter.take(one.key, one.limit)
        except Unavailable:
            return await self.local.take(one.key, one.limit)
