"""Handing back what providers gave us for accounts that are deleted."""

from collections.abc import AsyncIterator
from datetime import timedelta
from enum import Enum
from typing import Final

from attrs import frozen

from core.errors import Unavailable
from core.identity.model.errors import ProviderNotFound
from core.identity.model.provider_grant import PROVIDER_GRANT, ProviderGrant
from ports.auth_works import AuthWork
from ports.identity_providers import IdentityProviders
from ports.sealer import NotSealedHere, Sealer
from ports.works import Works

LEASE: Final = timedelta(minutes=5)  # longer than any provider takes to answer, or not to
FIRST_WAIT: Final = timedelta(seconds=30)
LONGEST_WAIT: Final = timedelta(hours=1)
DOUBLINGS: Final = 7  # by then the wait is the longest


class Outcome(Enum):
    """What became of a grant: the provider has it back, it is tried again, or nobody can hand it back any more."""

    HANDED_BACK = "handed back"
    PUT_OFF = "put off"
    LOST = "lost"


@frozen(kw_only=True)
class Attempt:
    """One attempt to hand a grant back: which attempt it was, and what came of it."""

    grant_id: str
    provider: str
    number: int
    outcome: Outcome


@frozen(kw_only=True)
class HandBackGrants:
    """Hand back, one after the other, every grant that is due; a provider that does not answer is asked again later.

    Each is leased alone: one that fails in a way that nobody foresaw keeps no other waiting.
    """

    works: Works[AuthWork]
    providers: IdentityProviders
    sealer: Sealer
    first_wait: timedelta = FIRST_WAIT

    async def __call__(self) -> AsyncIterator[Attempt]:
        """Tell of each grant what became of it."""
        while leased := await self._next():
            ((grant, number),) = leased
            outcome = await self._revoked(grant)
            await self._settle(grant, number, outcome)
            yield Attempt(grant_id=grant.grant_id, provider=grant.provider, number=number, outcome=outcome)

    async def _next(self) -> list[tuple[ProviderGrant, int]]:
        async with self.works.begin() as work:
            return list(await work.grants.due(limit=1, lease=LEASE))

    async def _revoked(self, grant: ProviderGrant) -> Outcome:
        try:
            secret = self.sealer.unseal(grant.sealed, purpose=PROVIDER_GRANT)
            await self.providers.get(grant.provider).revoke(secret.decode())
        except (Unavailable, ProviderNotFound):
            # A provider whose settings a deployment forgot comes back with the next one.
            return Outcome.PUT_OFF
        except NotSealedHere:
            return Outcome.LOST
        return Outcome.HANDED_BACK

    async def _settle(self, grant: ProviderGrant, number: int, outcome: Outcome) -> None:
        async with self.works.begin() as work:
            if outcome is Outcome.PUT_OFF:
                await work.grants.put_off(grant.grant_id, wait=self.wait_after(number))
            else:
                await work.grants.done(grant.grant_id)

    def wait_after(self, attempts: int) -> timedelta:
        """Return how long a grant waits for its next attempt after so many."""
        return min(LONGEST_WAIT, self.first_wait * (1 << min(attempts - 1, DOUBLINGS)))
