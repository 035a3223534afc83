"""Setting out to add a further way to sign in to one's account."""

from attrs import frozen

from core.identity.model.errors import BadChallenge
from core.identity.model.pending_sign_in import CallerSession
from core.identity.model.wanted_sign_in import WantedSignIn
from core.identity.use_cases.steps.departures import departure_from
from core.identity.use_cases.steps.provider_flow import Begun, ProviderFlow
from core.identity.use_cases.steps.recent_sign_in import RecentSignIn
from core.identity.use_cases.steps.throttle import Throttle


@frozen(kw_only=True)
class BeginLink:
    """Return where to send somebody who is signed in and has just been; their app must bind the link to itself."""

    recent_sign_in: RecentSignIn
    throttle: Throttle
    flow: ProviderFlow

    async def __call__(self, *, caller: CallerSession, wanted: WantedSignIn, address: str) -> Begun:
        """Begin."""
        if wanted.client_challenge is None:
            raise BadChallenge
        await self.recent_sign_in.demand(caller)
        await self.throttle.admit(departure_from(address))
        return await self.flow.begin(wanted, link=caller)
