"""Coming back from a provider, signed in."""

from attrs import frozen

from core.identity.model.errors import SignInNotOpen, UserNotFound
from core.identity.model.identity_id import identity_id
from core.identity.model.returned import Returned
from core.identity.model.session import Client
from core.identity.model.signed_in import SignedIn
from core.identity.use_cases.steps.first_names import FirstNames
from core.identity.use_cases.steps.grants import Grants
from core.identity.use_cases.steps.provider_flow import ProviderFlow
from core.identity.use_cases.steps.session_opener import SessionOpener
from ports.auth_works import AuthWork
from ports.user_directory import UserDirectory
from ports.works import Works


@frozen(kw_only=True)
class FinishSignIn:
    """Turn a provider's answer into a session of its user, who is registered if need be.

    An answer that belongs to no open sign-in of this provider, app and browser is `OutOfStep`, and its code is shown
    to nobody.
    """

    flow: ProviderFlow
    first_names: FirstNames
    directory: UserDirectory
    works: Works[AuthWork]
    grants: Grants
    session_opener: SessionOpener

    async def __call__(self, *, returned: Returned, client: Client) -> SignedIn:
        """Finish."""
        proved = await self.flow.finish(returned)
        user = await self.directory.sign_in(await self.first_names.complete(proved.proof))
        identity = proved.proof.identity
        await self.first_names.forget(identity)
        async with self.works.begin() as work:
            await self.grants.keep(work, proved, user_id=user.user_id, provider=returned.provider)
        try:
            return await self.session_opener.open(user_id=user.user_id, identity=identity, client=client)
        except UserNotFound:
            async with self.works.begin() as work:
                await work.grants.give_up(user.user_id, identity_id=identity_id(identity))
            raise SignInNotOpen from None
