"""Rotates the keys that access tokens are signed with, wherever they are kept."""

from contextlib import AsyncExitStack
from datetime import timedelta

from composition.opener import Opener
from composition.settings import Settings
from ports.key_ring import KeyRotation


async def rotated(settings: Settings, *, lead: timedelta) -> str:
    """Let a new key take over after `lead`, as the chosen key ring does it; return what the operator is to read."""
    async with AsyncExitStack() as stack:
        rotation: KeyRotation = await Opener(settings, stack).open("key_rotation")
        return await rotation.rotate(lead=lead)
