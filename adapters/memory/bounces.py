"""Whose addresses take no letters, in memory."""

from datetime import datetime
from hashlib import sha256

from attrs import frozen
from typing_extensions import override

from adapters.memory.works import Table
from core.identity.model.user import UserId
from ports.notice_works import Bounces


@frozen
class MemoryBounces(Bounces):
    """A digest of an address, and when it was noted, by owner."""

    _table: Table
    _forgotten: Table

    @override
    async def note(self, owner: UserId, address: str, *, now: datetime) -> None:
        if owner not in self._forgotten:
            self._table[owner] = (_digest(address), now)

    @override
    async def noted(self, owner: UserId, address: str, *, since: datetime) -> bool:
        kept: tuple[str, datetime] | None = self._table.get(owner)
        return kept is not None and kept[0] == _digest(address) and kept[1] >= since

    @override
    async def forget(self, owner: UserId) -> None:
        self._table.pop(owner, None)

    @override
    async def prune(self, *, before: datetime) -> None:
        for owner in [owner for owner, (_, noted_at) in self._table.items() if noted_at < before]:
            del self._table[owner]


def _digest(address: str) -> str:
    return sha256(address.encode()).hexdigest()
