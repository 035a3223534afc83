"""How often passwords may be tried and letters asked for, by account and by network."""

import hmac
from collections.abc import Iterable
from datetime import timedelta
from typing import Final

from attrs import field, frozen

from core.identity.model.derived_key import derived_key
from core.identity.model.email import EmailKey
from core.identity.model.network import network_of
from core.identity.model.session import Client
from core.identity.model.ticket import Purpose
from core.identity.use_cases.steps.throttle import Throttle
from ports.rate_limiter import Ask, Limit

MINUTE: Final = timedelta(minutes=1)
TEN_MINUTES: Final = timedelta(minutes=10)
HOUR: Final = timedelta(hours=1)

# The more often somebody guesses, the longer they wait; nobody is ever kept out for good.
GUESSES: Final = (Limit(count=5, per=MINUTE), Limit(count=10, per=TEN_MINUTES), Limit(count=20, per=HOUR))
PASSWORDS_OF_A_NETWORK: Final = (Limit(count=60, per=MINUTE), Limit(count=600, per=HOUR))
# A stranger who asks for an address's letters uses up what their own network may ask for, long before the owner's.
LETTERS: Final = (Limit(count=3, per=TEN_MINUTES), Limit(count=6, per=HOUR))
LETTERS_FROM_ANYWHERE: Final = (Limit(count=30, per=HOUR),)
LETTERS_OF_A_NETWORK: Final = (Limit(count=30, per=MINUTE), Limit(count=120, per=HOUR))
USES_OF_A_LINK: Final = (Limit(count=20, per=HOUR),)


@frozen(kw_only=True)
class Attempts:
    """Counts what is tried before anything else is done about it.

    The limiter is shown digests that only this installation can make, never an address.
    """

    throttle: Throttle
    installation_key: bytes = field(repr=False)

    @property
    def key(self) -> bytes:
        """The key of the digests that the limiter is shown."""
        return derived_key(self.installation_key, "attempts")

    async def at_password(self, email: EmailKey, *, client: Client, device: bytes | None = None) -> None:
        """Count a password against the network, and the known device or else the account."""
        network = self._tries("passwords of network", network_of(client.address), PASSWORDS_OF_A_NETWORK)
        await self.throttle.admit(*network, *self._guesses(email, device))

    async def right_password(self, email: EmailKey, *, device: bytes | None = None) -> None:
        """Forget the guesses that came before the right password; the network's stand, for it may guess elsewhere."""
        await self.throttle.forgive(*self._guesses(email, device))

    async def at_letter(self, email: EmailKey, *, purpose: Purpose, client: Client) -> None:
        """Count a letter for a purpose against the network that asks for it and the address it would go to."""
        network = network_of(client.address)
        await self.throttle.admit(
            *self._tries("letters of network", network, LETTERS_OF_A_NETWORK),
            *self._tries(f"letters to {purpose} of network", f"{network}\n{email}", LETTERS),
            *self._tries(f"letters to {purpose}", email, LETTERS_FROM_ANYWHERE),
        )

    async def at_link(self, ticket_id: str) -> None:
        """Count the use of a mailed link."""
        await self.throttle.admit(*self._tries("uses of link", ticket_id, USES_OF_A_LINK))

    def _guesses(self, email: EmailKey, device: bytes | None) -> Iterable[Ask]:
        if device is None:
            return self._tries("guesses", email, GUESSES)
        return self._tries("guesses on device", device.hex(), GUESSES)

    def _tries(self, what: str, whose: str, limits: Iterable[Limit]) -> list[Ask]:
        digest = hmac.digest(self.key, f"{what}\n{whose}".encode(errors="surrogatepass"), "sha256").hex()
        return [Ask(key=f"{what}:{limit.per.total_seconds():g}:{digest}", limit=limit) for limit in limits]
