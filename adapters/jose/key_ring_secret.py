"""Token keys that a secret store keeps: given as text, or as a file that the store replaces when they change."""

import asyncio
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from pathlib import Path

from attrs import frozen
from typing_extensions import override

from adapters.jose.key_document import keys_in
from adapters.jose.key_ring import JoseKeyRing
from adapters.jose.token_keys import TokenKeys
from adapters.jose.watched_keys import WatchedKeys
from adapters.section import CannotOpen, need, setting
from ports.clock import Clock
from ports.key_ring import KeyRing

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


@frozen(kw_only=True)
class Section:
    """The keys themselves, or the file that has them."""

    clock: Clock = need("clock")
    text: str | None = setting(TEXT, "the document that `oddiya keys rotate` prints", default=None, secret=True)
    file: Path | None = setting(FILE, "a file with that document, read again when it changes", default=None)


@asynccontextmanager
async def open_adapter(section: Section) -> AsyncIterator[KeyRing]:
    """Open the ring on the keys that were given."""
    latest = await asyncio.to_thread(given, section)
    if latest is None:
        raise CannotOpen(
            f"{TEXT} is missing: it expects the document that `oddiya keys rotate` prints, or {FILE} its file"
        )
    yield SecretKeyRing(latest, clock=section.clock)


def given(section: Section) -> Latest | None:
    """Return what reads the keys that were given, or None when none were."""
    if section.text is not None and section.file is not None:
        raise CannotOpen(f"{TEXT} and {FILE} are both set: only one of them can have the token keys")
    if section.file is not None:
        return WatchedKeys(section.file, owner_only=False).latest
    if section.text is not None:
        keys = keys_in(section.text, where=TEXT)
        return lambda: keys
    return None
