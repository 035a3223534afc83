"""The key with which this installation signs what it hands out and wants back unchanged: URLs, cursors."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

from attrs import frozen

from adapters.section import setting
from adapters.signing.settings import SigningKey
from adapters.signing.signing_key_file import signing_key_in


@frozen(kw_only=True)
class Section:
    """The key itself, or where it is kept."""

    key: SigningKey | None = setting(
        "ODDIYA_SIGNING_KEY",
        "32 or more random bytes as hexadecimal or Base64; without it a key is kept under ODDIYA_HOME",
        default=None,
        secret=True,
    )
    home: Path = setting("ODDIYA_HOME", "a directory to keep data in", default=Path("var"))


@asynccontextmanager
async def open_adapter(section: Section) -> AsyncIterator[bytes]:
    """Yield the key that was set, or the one that is kept in a file."""
    yield section.key.secret if section.key else await asyncio.to_thread(signing_key_in, section.home / "keys")
