"""Pushes that reach no device, for tests and for processes that live in memory."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from attrs import Factory, define, frozen
from typing_extensions import override

from ports.notifier import DeviceGone, Notifier, Platform, Push


@define
class MemoryNotifier(Notifier):
    """Keeps what was pushed in `pushes`, as pairs of address and push, oldest first."""

    pushes: list[tuple[str, Push]] = Factory(list)
    _addresses: dict[tuple[Platform, str], str] = Factory(dict)
    _reachable: set[str] = Factory(set)

    @override
    async def register(self, *, platform: Platform, token: str) -> str:
        address = self._addresses.setdefault((platform, token), f"memory-{len(self._addresses) + 1}")
        self._reachable.add(address)
        return address

    @override
    async def push(self, address: str, push: Push) -> None:
        if address not in self._reachable:
            raise DeviceGone
        self.pushes.append((address, push))

    @override
    async def forget(self, address: str) -> None:
        self._reachable.discard(address)

    def declare_dead(self, address: str) -> None:
        """Do what a platform does when the app was removed from the device."""
        self._reachable.discard(address)


@frozen(kw_only=True)
class Section:
    """A notifier that reaches nobody needs no setting."""


@asynccontextmanager
async def open_adapter(section: Section) -> AsyncIterator[MemoryNotifier]:  # noqa: ARG001 - every adapter opens alike
    """Open a notifier without devices."""
    yield MemoryNotifier()
