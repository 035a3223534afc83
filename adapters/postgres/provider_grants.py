"""What providers must be handed back, in PostgreSQL."""

from collections.abc import Sequence
from datetime import timedelta

from attrs import frozen
from typing_extensions import override

from adapters.postgres.transaction import Row, Transaction
from core.identity.model.provider_grant import ProviderGrant
from core.identity.model.user import UserId
from ports.auth_works import ProviderGrants

PUT = """
INSERT INTO auth_service.provider_grants (grant_id, user_id, provider, identity_id, sealed)
VALUES (%s, %s, %s, %s, %s)
ON CONFLICT (identity_id) DO UPDATE SET
    grant_id = EXCLUDED.grant_id, user_id = EXCLUDED.user_id, provider = EXCLUDED.provider, sealed = EXCLUDED.sealed,
    due_at = NULL, leases = 0
"""
GIVE_UP = """
UPDATE auth_service.provider_grants SET due_at = clock_timestamp()
WHERE user_id = %s AND identity_id = coalesce(%s, identity_id) AND due_at IS NULL
"""
DUE = """
WITH due AS (
    SELECT grant_id, due_at FROM auth_service.provider_grants
    WHERE due_at <= clock_timestamp() ORDER BY due_at, grant_id LIMIT %s FOR UPDATE SKIP LOCKED
), leased AS (
    UPDATE auth_service.provider_grants AS mine SET due_at = clock_timestamp() + %s, leases = leases + 1
    FROM due WHERE mine.grant_id = due.grant_id
    RETURNING mine.*, due.due_at AS was_due
)
SELECT grant_id, user_id, provider, identity_id, sealed, leases FROM leased ORDER BY was_due, grant_id
"""
PUT_OFF = """
UPDATE auth_service.provider_grants SET due_at = clock_timestamp() + %s WHERE grant_id = %s AND due_at IS NOT NULL
"""
DONE = "DELETE FROM auth_service.provider_grants WHERE grant_id = %s"


@frozen
class PostgresProviderGrants(ProviderGrants):
    """The table `provider_grants`; a grant with `due_at` is to be handed back."""

    _transaction: Transaction

    @override
    async def put(self, grant: ProviderGrant) -> None:
        whose = (grant.user_id, grant.provider, grant.identity_id)
        await self._transaction.execute(PUT, (grant.grant_id, *whose, grant.sealed))

    @override
    async def give_up(self, user_id: UserId, *, identity_id: str | None = None) -> None:
        await self._transaction.execute(GIVE_UP, (user_id, identity_id))

    @override
    async def due(self, *, limit: int, lease: timedelta) -> Sequence[tuple[ProviderGrant, int]]:
        return [_leased(row) for row in await self._transaction.fetch(DUE, (limit, lease))]

    @override
    async def put_off(self, grant_id: str, *, wait: timedelta) -> None:
        await self._transaction.execute(PUT_OFF, (wait, grant_id))

    @override
    async def done(self, grant_id: str) -> None:
        await self._transaction.execute(DONE, (grant_id,))


def _leased(row: Row) -> tuple[ProviderGrant, int]:
    grant_id, user_id, provider, identity_id, sealed, leases = row
    grant = ProviderGrant(
        grant_id=grant_id, user_id=user_id, provider=provider, identity_id=identity_id, sealed=bytes(sealed)
    )
    return grant, leases
