"""Setting out to sign in with a provider."""

from attrs import frozen

from core.identity.model.wanted_sign_in import WantedSignIn
from core.identity.use_cases.steps.departures import departure_from
from core.identity.use_cases.steps.provider_flow import Begun, ProviderFlow
from core.identity.use_cases.steps.throttle import Throttle


@frozen(kw_only=True)
class BeginSignIn:
    """Return where to send somebody who wants to sign in; so many from one network, and then `TooManyAttempts`."""

    throttle: Throttle
    flow: ProviderFlow

    async def __call__(self, *, wanted: WantedSignIn, address: str) -> Begun:
        """Begin."""
        await self.throttle.admit(departure_from(address))
        return await self.flow.begin(wanted)
