"""Rotating the token keys in a file."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import timedelta

from attrs import frozen
from typing_extensions import override

from adapters.jose import key_ring_file
from adapters.jose.key_ring_file import FileKeyRing, Section
from ports.key_ring import KeyRotation


@frozen
class FileKeyRotation(KeyRotation):
    """Changes the file; the processes that use it see that."""

    _ring: FileKeyRing

    @override
    async def rotate(self, *, lead: timedelta) -> str:
        kid = await self._ring.rotate(lead=lead)
        return f"The key {kid} is published now and signs in {lead.total_seconds():g} s. Nothing needs to be restarted."


@asynccontextmanager
async def open_adapter(section: Section) -> AsyncIterator[KeyRotation]:
    """Open the ring to rotate."""
    async with key_ring_file.open_adapter(section) as ring:
        yield FileKeyRotation(ring)
