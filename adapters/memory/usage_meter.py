"""How much of the language model this process alone has used."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from attrs import define, field, frozen
from typing_extensions import override

from adapters.section import need
from adapters.wire.model.allowance import Allowance, Amount, calls_setting, day_of, hour_of, tokens_setting
from ports.clock import Clock
from ports.usage_meter import Allowed, UsageMeter


@define(kw_only=True)
class MemoryUsageMeter(UsageMeter):
    """Counts the calls of the present hour and the tokens of the present day."""

    allowance: Allowance
    clock: Clock
    _calls: tuple[str, int] = field(default=("", 0), init=False)
    _tokens: tuple[str, int] = field(default=("", 0), init=False)

    @override
    async def ask(self) -> Allowed:
        now = self.clock.now()
        calls, tokens = _of(self._calls, hour_of(now)), _of(self._tokens, day_of(now))
        allowed = self.allowance.verdict(calls=calls, tokens=tokens)
        if allowed.granted:
            self._calls = (hour_of(now), calls + 1)
        return allowed

    @override
    async def spent(self, tokens: int) -> None:
        day = day_of(self.clock.now())
        self._tokens = (day, _of(self._tokens, day) + tokens)


def _of(counted: tuple[str, int], when: str) -> int:
    return counted[1] if counted[0] == when else 0


@frozen(kw_only=True)
class Section:
    """How much there is, and by which clock."""

    clock: Clock = need("clock")
    calls: Amount = calls_setting()
    tokens: Amount = tokens_setting()


@asynccontextmanager
async def open_adapter(section: Section) -> AsyncIterator[UsageMeter]:
    """Open a meter that has counted nothing."""
    yield MemoryUsageMeter(allowance=Allowance(calls=section.calls, tokens=section.tokens), clock=section.clock)
