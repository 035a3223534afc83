"""Keeping what a provider must be handed back one day."""

from attrs import frozen

from core.identity.model.identity_id import identity_id
from core.identity.model.provider_grant import PROVIDER_GRANT, ProviderGrant
from core.identity.model.user import UserId
from ports.auth_works import AuthWork
from ports.identity_providers import Proved
from ports.ids import Ids
from ports.sealer import Sealer


@frozen(kw_only=True)
class Grants:
    """Keeps grants sealed, until their identity is taken away or the account deleted."""

    sealer: Sealer
    ids: Ids

    async def keep(self, work: AuthWork, proved: Proved, *, user_id: UserId, provider: str) -> None:
        """Keep the grant, if the provider gave one."""
        if proved.grant is None:
            return
        grant = ProviderGrant(
            grant_id=self.ids.new(),
            user_id=user_id,
            provider=provider,
            identity_id=identity_id(proved.proof.identity),
            sealed=self.sealer.seal(proved.grant.encode(), purpose=PROVIDER_GRANT),
        )
        await work.grants.put(grant)
