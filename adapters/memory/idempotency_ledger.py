"""Idempotency keys remembered by this process alone."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import datetime, timedelta

from attrs import evolve, frozen
from typing_extensions import override

from adapters.memory.deadlines import Deadlines
from adapters.section import need
from ports.clock import Clock
from ports.idempotency_ledger import Answer, IdempotencyLedger, KeyReused, StillRunning

KEPT = timedelta(hours=24)
SWEPT_AT_ONCE = 4

Name = tuple[str, str]


@frozen(kw_only=True)
class Claim:
    """A key in use: for which request, whose turn until when, and how it was answered."""

    fingerprint: str
    leased_until: datetime
    answer: Answer | None = None

    def is_taken(self, now: datetime) -> bool:
        """Tell whether nobody else may carry the request out."""
        return self.answer is not None or self.leased_until > now


class MemoryIdempotencyLedger(IdempotencyLedger):
    """Keeps claims in a dictionary and forgets old ones as new ones come."""

    def __init__(self, *, clock: Clock) -> None:
        self._clock = clock
        self._claims: dict[Name, Claim] = {}
        self._deadlines: Deadlines[Name] = Deadlines()

    @override
    async def claim(self, *, owner: str, key: str, fingerprint: str, lease: timedelta) -> Answer | None:
        now = self._clock.now()
        for forgotten in self._deadlines.forget_due(now, at_most=SWEPT_AT_ONCE):
            del self._claims[forgotten]
        name = (owner, key)
        known = self._claims.get(name)
        if known is not None and (known.fingerprint != fingerprint or known.is_taken(now)):
            return _answer_of(known, fingerprint)
        leased_until = now + lease
        self._keep(name, Claim(fingerprint=fingerprint, leased_until=leased_until), until=leased_until + KEPT)
        return None

    @override
    async def settle(self, *, owner: str, key: str, answer: Answer) -> None:
        name = (owner, key)
        claim = self._claims.get(name)
        if claim is not None and claim.answer is None:
            self._keep(name, evolve(claim, answer=answer), until=self._clock.now() + KEPT)

    @override
    async def release(self, *, owner: str, key: str) -> None:
        claim = self._claims.get((owner, key))
        if claim is not None and claim.answer is None:
            del self._claims[owner, key]
            self._deadlines.forget((owner, key))

    def _keep(self, name: Name, claim: Claim, *, until: datetime) -> None:
        self._claims[name] = claim
        self._deadlines.set(name, until)


def _answer_of(claim: Claim, fingerprint: str) -> Answer:
    if claim.fingerprint != fingerprint:
        raise KeyReused
    if claim.answer is None:
        raise StillRunning
    return claim.answer


@frozen(kw_only=True)
class Section:
    """What the ledger takes its time from."""

    clock: Clock = need("clock")


@asynccontextmanager
async def open_adapter(section: Section) -> AsyncIterator[IdempotencyLedger]:
    """Open an empty ledger."""
    yield MemoryIdempotencyLedger(clock=section.clock)
