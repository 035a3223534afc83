"""Phones and browsers that show notices."""

from datetime import datetime
from typing import Final, Literal, NewType

from attrs import field, frozen

from core.identity.model.user import Locale, UserId

DeviceId = NewType("DeviceId", str)
DevicePlatform = Literal["ios", "android", "web"]

MOST_DEVICES: Final = 20
LONGEST_TOKEN: Final = 2048
SHOWN_OF_TOKEN: Final = 6


@frozen(kw_only=True)
class Device:
    """An app on a device: it is known by its `token`, is one user's at a time, and is pushed to at its `address`.

    Who has the token and the address can reach the device.
    """

    device_id: DeviceId
    owner: UserId
    platform: DevicePlatform
    token: str = field(repr=False)
    address: str = field(repr=False)
    locale: Locale
    registered_at: datetime

    @property
    def short_token(self) -> str:
        """As much of the token as tells its owner which one it is."""
        return f"…{self.token[-SHOWN_OF_TOKEN:]}" if len(self.token) > SHOWN_OF_TOKEN else "…"
