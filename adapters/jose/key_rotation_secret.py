"""Rotating the token keys that a secret store keeps: only its operator can change them, and is told to what."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import timedelta

from attrs import frozen
from typing_extensions import override

from adapters.jose.key_document import document_of
from adapters.jose.key_ring_secret import Section, given
from adapters.jose.token_key import TokenKey
from adapters.jose.token_keys import TokenKeys
from ports.key_ring import KeyRotation


@frozen
class SecretKeyRotation(KeyRotation):
    """Writes the document that follows the one that is given, as it is then."""

    _section: Section

    @override
    async def rotate(self, *, lead: timedelta) -> str:
        return await asyncio.to_thread(self._next_document, lead)

    def _next_document(self, lead: timedelta) -> str:
        latest, key, now = given(self._section), TokenKey.made(), self._section.clock.now()
        keys = TokenKeys.first(key, now=now) if latest is None else latest().rotated(key, now=now, lead=lead)
        return document_of(keys)


@asynccontextmanager
async def open_adapter(section: Section) -> AsyncIterator[KeyRotation]:
    """Open on the keys that are given, if any are."""
    yield SecretKeyRotation(section)
