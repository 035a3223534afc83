"""Keeping what a provider must be handed back one day."""

from attrs import frozen

from core.identity.model.credential import PROVIDER_GRANT, ProviderGrant
from core.identity.model.user import UserId
from ports.auth_works import AuthWork
from ports.ids import Ids
from ports.sealer import Sealer
from ports.works import Works


@frozen(kw_only=True)
class GrantKeeper:
    """Keeps grants sealed, until the account is deleted."""

    works: Works[AuthWork]
    sealer: Sealer
    ids: Ids

    async def __call__(self, grant: str | None, *, user_id: UserId, provider: str) -> None:
        """Keep a grant, if the provider gave one."""
        if grant is None:
            return
        sealed = self.sealer.seal(grant.encode(), purpose=PROVIDER_GRANT)
        kept = ProviderGrant(grant_id=self.ids.new(), user_id=user_id, provider=provider, sealed=sealed)
        async with self.works.begin() as work:
            await work.grants.put(kept)

    async def give_up(self, user_id: UserId) -> None:
        """Begin handing back what was kept for an account that is gone."""
        async with self.works.begin() as work:
            await work.grants.give_up(user_id)
