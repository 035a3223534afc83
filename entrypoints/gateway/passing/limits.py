"""Counts requests against allowances: all processes together, and each for itself while that is not possible."""

from collections.abc import Sequence
from typing import Final

import structlog
from attrs import define, field

from core.errors import Unavailable
from entrypoints.gateway.passing.allowance import Allowance
from entrypoints.gateway.told.metrics import LIMITS_DEGRADED
from ports.meter import Meter
from ports.rate_limiter import RateLimiter, Verdict

STRICTER: Final = 4  # guesses are not to gain from an outage

log = structlog.get_logger()

Take = tuple[Allowance, str]
"""An allowance, and whose."""


@define(kw_only=True)
class Limits:
    """Takes each request from its allowances.

    While the shared limiter does not answer, each of `processes` allows its part, and a quarter of it where somebody
    may be guessing; requests do not wait for it longer than the limiter's own time-out.
    """

    shared: RateLimiter
    local: RateLimiter
    meter: Meter
    processes: int = 1
    _is_degraded: bool = field(default=False, init=False)

    async def take(self, *takes: Take) -> bytes:
        """Take one from each in turn and return the fields that tell what is left of the last; or `LimitReached`."""
        try:
            verdicts = await self.shared.take_in_turn([allowance.ask(whose) for allowance, whose in takes])
        except Unavailable as outage:
            self._note(outage)
            takes = tuple((self._part(allowance), whose) for allowance, whose in takes)
            verdicts = await self.local.take_in_turn([allowance.ask(whose) for allowance, whose in takes])
        else:
            if self._is_degraded:
                self._note(None)
        return _told(takes, verdicts)

    def _part(self, allowance: Allowance) -> Allowance:
        return allowance.divided(self.processes * (STRICTER if allowance.is_guarded else 1))

    def _note(self, outage: Unavailable | None) -> None:
        if self._is_degraded == (outage is not None):
            return
        self._is_degraded = outage is not None
        self.meter.set(LIMITS_DEGRADED, value=float(self._is_degraded))
        if outage is not None:
            log.warning("limits are counted by each process for itself", reason=str(outage))
        else:
            log.info("limits are counted together again")


def _told(takes: Sequence[Take], verdicts: Sequence[Verdict]) -> bytes:
    allowance, _ = takes[len(verdicts) - 1]
    verdict = verdicts[-1]
    if not verdict.allowed:
        raise allowance.refusal(verdict)
    return allowance.fields(verdict)
