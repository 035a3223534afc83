"""Adding a further way to sign in to one's account."""

from attrs import frozen

from core.identity.model.errors import SignInTooOld, UserNotFound
from core.identity.model.identity_id import identity_id
from core.identity.model.pending_sign_in import CallerSession
from core.identity.model.returned import Returned
from core.identity.model.user import Identity
from core.identity.use_cases.steps.grants import Grants
from core.identity.use_cases.steps.history import History
from core.identity.use_cases.steps.provider_flow import ProviderFlow
from core.identity.use_cases.steps.recent_sign_in import RecentSignIn
from ports.auth_works import AuthWork
from ports.identity_providers import Proved
from ports.identity_works import IdentityTaken
from ports.user_directory import UserDirectory
from ports.works import Works


@frozen(kw_only=True)
class LinkIdentity:
    """Give a user the identity that they have proved in the same session in which they began to link it.

    One that somebody else has is `IdentityTaken`, and nothing is moved. A session that ended meanwhile, since the
    account's owner has put somebody out, links nothing and is `SignInTooOld`.
    """

    recent_sign_in: RecentSignIn
    flow: ProviderFlow
    directory: UserDirectory
    works: Works[AuthWork]
    grants: Grants
    history: History

    async def __call__(self, *, caller: CallerSession, returned: Returned) -> Identity:
        """Link."""
        proved = await self.flow.finish(returned, link=caller)
        identity = proved.proof.identity
        await self._demand_free(identity, caller)
        # Before the link: what is written down while there is the account is found by whoever erases it.
        await self._write_down(proved, caller, returned.provider)
        try:
            await self.directory.link(caller.user_id, identity)
        except UserNotFound:
            await self._erase(caller)
            raise
        # Looking after the link leaves no gap in which the end of the session would miss it.
        if await self.recent_sign_in.is_over(caller):
            await self._take_back(identity, caller)
            raise SignInTooOld
        return identity

    async def _demand_free(self, identity: Identity, caller: CallerSession) -> None:
        holder = await self.directory.holder(identity)
        if holder is not None and holder.user_id != caller.user_id:
            raise IdentityTaken

    async def _write_down(self, proved: Proved, caller: CallerSession, provider: str) -> None:
        async with self.works.begin() as work:
            await self.grants.keep(work, proved, user_id=caller.user_id, provider=provider)
            await self.history.add(work, "identity-linked", user_id=caller.user_id, session_id=caller.session_id)

    async def _take_back(self, identity: Identity, caller: CallerSession) -> None:
        await self.directory.unlink(caller.user_id, identity)
        async with self.works.begin() as work:
            await work.grants.give_up(caller.user_id, identity_id=identity_id(identity))
            await self.history.add(work, "identity-unlinked", user_id=caller.user_id, session_id=caller.session_id)

    async def _erase(self, caller: CallerSession) -> None:
        async with self.works.begin() as work:
            await work.grants.give_up(caller.user_id)
            await work.security.forget(caller.user_id)
