"""How often clients may ask, by class, and how they are told what is left."""

import math
from collections.abc import Callable
from functools import lru_cache
from typing import Final

from attrs import define, evolve, field, frozen

from core.errors import TooMany
from ports.rate_limiter import Ask, Limit, Verdict

ADDRESS: Final = "address"
USER: Final = "user"
PREFLIGHT: Final = "preflight"
REMEMBERED: Final = 2048  # of each allowance: whoever asks often is asked about often
GUARDED: Final = frozenset({"sign-in", "login", "refresh", "register"})


@define(kw_only=True)
class LimitReached(TooMany):
    """The client asks more often than it may; `fields` say of which allowance nothing is left."""

    code = "rate-limited"
    fields: bytes = field(default=b"", repr=False)


@frozen(kw_only=True)
class Allowance:
    """A limit by name; `policy` is how the header RateLimit-Policy writes it."""

    name: str
    limit: Limit
    policy: bytes = field(init=False)
    ask: Callable[[str], Ask] = field(init=False, eq=False, repr=False)
    """Returns the take of one request by whose it is."""

    @policy.default
    def _write_policy(self) -> bytes:
        seconds = max(1, round(self.limit.per.total_seconds()))
        return b'RateLimit-Policy: "%b";q=%d;w=%d\r\n' % (self.name.encode(), self.limit.count, seconds)

    @property
    def is_guarded(self) -> bool:
        """Tell whether somebody may be guessing here, so that it is never open."""
        return self.name in GUARDED

    @ask.default
    def _remember_asks(self) -> Callable[[str], Ask]:
        return lru_cache(maxsize=REMEMBERED)(lambda whose: Ask(key=f"gateway:{self.name}:{whose}", limit=self.limit))

    def divided(self, parts: int) -> "Allowance":
        """Return one of equal parts of it, for processes that cannot count together."""
        return evolve(self, limit=evolve(self.limit, count=max(1, self.limit.count // parts)))

    def fields(self, verdict: Verdict) -> bytes:
        """Return RateLimit-Policy and RateLimit, by draft-ietf-httpapi-ratelimit-headers-11."""
        wait = verdict.reset_after if verdict.allowed else verdict.retry_after
        seconds = math.ceil(wait.total_seconds())
        return b'%bRateLimit: "%b";r=%d;t=%d\r\n' % (self.policy, self.name.encode(), verdict.remaining, seconds)

    def refusal(self, verdict: Verdict) -> LimitReached:
        """Return the error of a refused take."""
        return LimitReached(retry_after=verdict.retry_after.total_seconds(), fields=self.fields(verdict))
