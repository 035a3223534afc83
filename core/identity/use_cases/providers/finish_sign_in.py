"""Coming back from a provider, signed in."""

from attrs import frozen

from core.identity.model.errors import SignInNotOpen
from core.identity.model.returned import Returned
from core.identity.model.session import Client
from core.identity.model.signed_in import SignedIn
from core.identity.use_cases.steps.first_names import FirstNames
from core.identity.use_cases.steps.grant_keeper import GrantKeeper
from core.identity.use_cases.steps.provider_flow import ProviderFlow
from core.identity.use_cases.steps.session_opener import SessionOpener
from ports.user_directory import UserDirectory


@frozen(kw_only=True)
class FinishSignIn:
    """Turn a provider's answer into a session of its user, who is registered if need be.

    An answer that belongs to no open sign-in of this provider, app and browser is `OutOfStep`, and its code is shown
    to nobody.
    """

    flow: ProviderFlow
    first_names: FirstNames
    directory: UserDirectory
    keep_grant: GrantKeeper
    open_session: SessionOpener

    async def __call__(self, *, returned: Returned, client: Client) -> SignedIn:
        """Finish."""
        proved = await self.flow.finish(returned)
        user = await self.directory.sign_in(await self.first_names.complete(proved.proof))
        await self.first_names.forget(proved.proof.identity)
        await self.keep_grant(proved.grant, user_id=user.user_id, provider=returned.provider)
        tokens = await self.open_session(user_id=user.user_id, client=client)
        # Looking again after the session has begun leaves no gap in which a deletion of the account would miss it.
        if await self.directory.user(user.user_id) is None:
            await self.open_session.sessions.end_all(user.user_id)
            await self.keep_grant.give_up(user.user_id)
            raise SignInNotOpen
        return SignedIn(user=user, tokens=tokens)
