"""Token keys that a secret store keeps: given as text, or as a file that the store replaces when they change."""

import asyncio
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from datetime import timedelta
from pathlib import Path

from attrs import frozen
from typing_extensions import override

from adapters.jose.key_document import document_of, keys_in
from adapters.jose.key_ring import JoseKeyRing
from adapters.jose.token_key import TokenKey
from adapters.jose.token_keys import TokenKeys
from adapters.jose.watched_keys import WatchedKeys
from adapters.section import CannotOpen, need, setting
from ports.clock import Clock
from ports.key_ring import KeyRing, KeysKeptElsewhere

TEXT, FILE = "ODDIYA_TOKEN_KEYS", "ODDIYA_TOKEN_KEYS_FILE"
Latest = Callable[[], TokenKeys]


class SecretKeyRing(JoseKeyRing):
    """Only reads."""

    def __init__(self, latest: Latest, *, clock: Clock) -> None:
        super().__init__(clock=clock)
        self._latest = latest

    @override
    def keys(self) -> TokenKeys:
        return self._latest()

    @override
    async def rotate(self, *, lead: timedelta) -> str:
        raise KeysKeptElsewhere


@frozen(kw_only=True)
class Section:
    """The keys themselves, or the file that has them."""

    clock: Clock = need("clock")
    text: str | None = setting(TEXT, "the document that `oddiya keys rotate` prints", default=None, secret=True)
    file: Path | None = setting(FILE, "a file with that document, read again when it changes", default=None)


@asynccontextmanager
async def open_adapter(section: Section) -> AsyncIterator[KeyRing]:
    """Open the ring on the keys that were given."""
    latest = await asyncio.to_thread(_given, section)
    if latest is None:
        raise CannotOpen(
            f"{TEXT} is missing: it expects the document that `oddiya keys rotate` prints, or {FILE} its file"
        )
    yield SecretKeyRing(latest, clock=section.clock)


async def rotate_by_hand(section: Section, *, lead: timedelta) -> str:
    """Return the document that comes after the one that was given; after none, a first one."""
    return await asyncio.to_thread(_next_document, section, lead)


def _next_document(section: Section, lead: timedelta) -> str:
    latest, key, now = _given(section), TokenKey.made(), section.clock.now()
    keys = TokenKeys.first(key, now=now) if latest is None else latest().rotated(key, now=now, lead=lead)
    return document_of(keys)


def _given(section: Section) -> Latest | None:
    if section.text is not None and section.file is not None:
        raise CannotOpen(f"{TEXT} and {FILE} are both set: only one of them can have the token keys")
    if section.file is not None:
        return WatchedKeys(section.file, owner_only=False).latest
    if section.text is not None:
        keys = keys_in(section.text, where=TEXT)
        return lambda: keys
    return None
