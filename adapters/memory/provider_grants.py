"""What providers must be handed back, in memory."""

from collections.abc import Sequence
from datetime import datetime, timedelta

from attrs import evolve, frozen
from typing_extensions import override

from adapters.memory.works import Table
from core.identity.model.provider_grant import ProviderGrant
from core.identity.model.user import UserId
from ports.auth_works import ProviderGrants
from ports.clock import Clock


@frozen(kw_only=True)
class KeptGrant:
    """A grant, when it is to be handed back (if it is), and how often that was tried."""

    grant: ProviderGrant
    due_at: datetime | None = None
    leases: int = 0


@frozen
class MemoryProviderGrants(ProviderGrants):
    """Grants by id."""

    _table: Table
    _clock: Clock

    @override
    async def put(self, grant: ProviderGrant) -> None:
        for grant_id, kept in tuple(self._table.items()):
            if kept.grant.identity_id == grant.identity_id:
                del self._table[grant_id]
        self._table[grant.grant_id] = KeptGrant(grant=grant)

    @override
    async def give_up(self, user_id: UserId, *, identity_id: str | None = None) -> None:
        for grant_id, kept in self._table.items():
            theirs = kept.grant.user_id == user_id and identity_id in (None, kept.grant.identity_id)
            if theirs and kept.due_at is None:
                self._table[grant_id] = evolve(kept, due_at=self._clock.now())

    @override
    async def due(self, *, limit: int, lease: timedelta) -> Sequence[tuple[ProviderGrant, int]]:
        now = self._clock.now()
        due = [kept for kept in self._table.values() if kept.due_at is not None and kept.due_at <= now]
        leased = [
            evolve(kept, due_at=now + lease, leases=kept.leases + 1)
            for kept in sorted(due, key=lambda kept: (kept.due_at, kept.grant.grant_id))[:limit]
        ]
        self._table.update({kept.grant.grant_id: kept for kept in leased})
        return [(kept.grant, kept.leases) for kept in leased]

    @override
    async def put_off(self, grant_id: str, *, wait: timedelta) -> None:
        kept = self._table.get(grant_id)
        if kept is not None and kept.due_at is not None:
            self._table[grant_id] = evolve(kept, due_at=self._clock.now() + wait)

    @override
    async def done(self, grant_id: str) -> None:
        self._table.pop(grant_id, None)
