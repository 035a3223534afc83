"""Hearing from a provider, unasked."""

from typing import Final

from attrs import frozen

from core.identity.model.events import ProviderAccountGone
from core.identity.model.user import Identity
from ports.auth_works import AuthWork
from ports.identity_providers import IdentityProviders
from ports.works import Works

CONSUMER: Final = "provider-notices"


@frozen(kw_only=True)
class ReceiveProviderNotice:
    """Take note of what a provider says; what it says again, as it may, changes nothing.

    Anything that it did not sign for us is `ProofRefused`.
    """

    providers: IdentityProviders
    works: Works[AuthWork]

    async def __call__(self, *, provider: str, payload: str) -> None:
        """Receive."""
        notice = await self.providers.get(provider).notice(payload)
        if notice.kind == "gone" and notice.identity is not None:
            await self._pass_on(notice.notice_id, provider, notice.identity)

    async def _pass_on(self, notice_id: str, provider: str, identity: Identity) -> None:
        async with self.works.begin() as work:
            if await work.inbox.first_time(f"{provider}:{notice_id}", consumer=CONSUMER):
                gone = ProviderAccountGone(provider=identity.provider, provider_id=identity.provider_id)
                work.outbox.add(gone)
