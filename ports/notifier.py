"""Short messages to people's devices."""

from collections.abc import Mapping
from typing import ClassVar, Literal, Protocol

from attrs import Factory, define, frozen

from core.errors import NotFound

Platform = Literal["ios", "android", "web"]


@frozen(kw_only=True)
class Push:
    """What the device shows, and what the app reads."""

    title: str
    body: str
    data: Mapping[str, str] = Factory(dict)


@define(kw_only=True)
class DeviceGone(NotFound):
    """The push address will never answer again; forget it."""

    code: ClassVar[str] = "device-gone"


class Notifier(Protocol):
    """Reaches devices that have registered.

    - `register` returns the address to push to; registering the same device again returns the same address and
      revives it.
    - `push` to an address that was forgotten, or that the platform has declared dead, raises `DeviceGone`.
    - `forget` of an unknown address is quiet.
    - `Unavailable` is raised when the service does not answer; the push may be tried again.
    """

    async def register(self, *, platform: Platform, token: str) -> str:
        """Make a device known and return its address."""
        ...

    async def push(self, address: str, push: Push) -> None:
        """Show the message on the device."""
        ...

    async def forget(self, address: str) -> None:
        """Never reach the device again."""
        ...
