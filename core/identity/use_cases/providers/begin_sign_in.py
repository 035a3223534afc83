"""Setting out to sign in with a provider."""

from datetime import timedelta
from typing import Final

from attrs import frozen

from core.identity.model.network import network_of
from core.identity.model.wanted_sign_in import WantedSignIn
from core.identity.use_cases.steps.provider_flow import Begun, ProviderFlow
from core.identity.use_cases.steps.throttle import Throttle, Try
from ports.rate_limiter import Limit

BEGINNINGS: Final = Limit(count=600, per=timedelta(minutes=1))  # a phone company has many people behind one address


@frozen(kw_only=True)
class BeginSignIn:
    """Return where to send somebody who wants to sign in; so many from one network, and then `TooManyAttempts`."""

    throttle: Throttle
    flow: ProviderFlow

    async def __call__(self, *, wanted: WantedSignIn, address: str) -> Begun:
        """Begin."""
        await self.throttle.admit(Try(f"begin-sign-in:{network_of(address)}", BEGINNINGS))
        return await self.flow.begin(wanted)
