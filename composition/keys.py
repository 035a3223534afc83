"""Rotates the keys that access tokens are signed with, wherever they are kept."""

from contextlib import AsyncExitStack
from datetime import timedelta

from composition.opener import Opener, import_adapter
from composition.settings import Settings


async def rotated(settings: Settings, *, lead: timedelta) -> str:
    """Let a new key take over after `lead`, as the chosen key ring does it; return what the operator is to read."""
    async with AsyncExitStack() as stack:
        opener = Opener(settings, stack)
        ring = import_adapter(opener.chosen("key_ring"))
        told: str = await ring.rotate_by_hand(await opener.section(ring), lead=lead)
        return told
