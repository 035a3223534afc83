"""Idempotency keys remembered by this process alone."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import datetime, timedelta
from heapq import heappop, heappush

from attrs import define, frozen
from typing_extensions import override

from adapters.section import need
from ports.clock import Clock
from ports.idempotency_ledger import Answer, IdempotencyLedger, KeyReused, StillRunning

KEPT = timedelta(hours=24)

Name = tuple[str, str]


@define(kw_only=True)
class Claim:
    """A key in use: for which request, whose turn until when, and how it was answered."""

    fingerprint: str
    leased_until: datetime
    forget_at: datetime
    answer: Answer | None = None


class MemoryIdempotencyLedger(IdempotencyLedger):
    """Keeps claims in a dictionary and forgets them, oldest first, as new ones come."""

    def __init__(self, *, clock: Clock) -> None:
        self._clock = clock
        self._claims: dict[Name, Claim] = {}
        self._deadlines: list[tuple[datetime, Name]] = []

    @override
    async def claim(self, *, owner: str, key: str, fingerprint: str, lease: timedelta) -> Answer | None:
        now = self._clock.now()
        self._forget_old(now)
        name = (owner, key)
        known = self._claims.get(name)
        if known is not None and (known.answer is not None or known.leased_until > now):
            return _answer_of(known, fingerprint)
        claim = Claim(fingerprint=fingerprint, leased_until=now + lease, forget_at=now + lease + KEPT)
        self._claims[name] = claim
        heappush(self._deadlines, (claim.forget_at, name))
        return None

    @override
    async def settle(self, *, owner: str, key: str, answer: Answer) -> None:
        claim = self._claims.get((owner, key))
        if claim is not None:
            claim.answer = answer
            claim.forget_at = self._clock.now() + KEPT
            heappush(self._deadlines, (claim.forget_at, (owner, key)))

    @override
    async def release(self, *, owner: str, key: str) -> None:
        claim = self._claims.get((owner, key))
        if claim is not None and claim.answer is None:
            del self._claims[owner, key]

    def _forget_old(self, now: datetime) -> None:
        while self._deadlines and self._deadlines[0][0] <= now:
            _, name = heappop(self._deadlines)
            claim = self._claims.get(name)
            if claim is not None and claim.forget_at <= now:
                del self._claims[name]


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
