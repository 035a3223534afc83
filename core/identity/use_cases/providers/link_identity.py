"""Adding a further way to sign in to one's account."""

from attrs import frozen

from core.identity.model.credential import SecurityEvent
from core.identity.model.pending_sign_in import CallerSession
from core.identity.model.returned import Returned
from core.identity.model.user import Identity
from core.identity.use_cases.steps.grant_keeper import GrantKeeper
from core.identity.use_cases.steps.provider_flow import ProviderFlow
from ports.auth_works import AuthWork
from ports.clock import Clock
from ports.ids import Ids
from ports.user_directory import UserDirectory
from ports.works import Works


@frozen(kw_only=True)
class LinkIdentity:
    """Give a user the identity that they have proved in the same session in which they began to link it.

    One that somebody else has is `IdentityTaken`, and nothing is moved.
    """

    flow: ProviderFlow
    directory: UserDirectory
    keep_grant: GrantKeeper
    works: Works[AuthWork]
    clock: Clock
    ids: Ids

    async def __call__(self, *, caller: CallerSession, returned: Returned) -> Identity:
        """Link."""
        proved = await self.flow.finish(returned, link=caller)
        await self.directory.link(caller.user_id, proved.proof)
        await self.keep_grant(proved.grant, user_id=caller.user_id, provider=returned.provider)
        linked = SecurityEvent(
            event_id=self.ids.new(),
            user_id=caller.user_id,
            kind="identity-linked",
            session_id=caller.session_id,
            occurred_at=self.clock.now(),
        )
        async with self.works.begin() as work:
            await work.security.add(linked)
        return proved.proof.identity
