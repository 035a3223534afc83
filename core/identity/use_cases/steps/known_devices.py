"""Devices that have signed in with a password before: what they show, and are given to show."""

from attrs import field, frozen

from core.identity.model.device import device_id_of, device_token, devices_key
from core.identity.model.email import EmailKey
from core.identity.model.signed_id import ID_BYTES
from ports.randomness import Randomness


@frozen(kw_only=True)
class KnownDevices:
    """Knows them again, each for one address; nothing is stored."""

    randomness: Randomness
    installation_key: bytes = field(repr=False)

    @property
    def key(self) -> bytes:
        """The key of known devices."""
        return devices_key(self.installation_key)

    def read(self, shown: str, email: EmailKey) -> bytes | None:
        """Return which device this is, or None for one that has never signed in with this address."""
        return device_id_of(shown, email, self.key)

    def given(self, email: EmailKey, *, known_as: bytes | None) -> str:
        """Return what the device is to show the next time."""
        return device_token(known_as or self.randomness.draw(ID_BYTES), email, self.key)
