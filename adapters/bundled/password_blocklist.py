"""The most common passwords, as a file that comes with Oddiya."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from importlib.resources import files

from attrs import field, frozen
from typing_extensions import override

from ports.password_blocklist import PasswordBlocklist

FILE = "common_passwords.txt"


@frozen(kw_only=True)
class BundledPasswordBlocklist(PasswordBlocklist):
    """Looks in a set."""

    _common: frozenset[str] = field(repr=False)

    @override
    def has(self, password: str) -> bool:
        folded = password.casefold()
        return folded in self._common or any(
            length == 1 or folded[:length] in self._common for length in _periods_of(folded)
        )


def _periods_of(text: str) -> list[int]:
    """Return the lengths of all beginnings that give the text when they are repeated."""
    lengths = range(1, len(text) // 2 + 1)
    return [n for n in lengths if len(text) % n == 0 and text[:n] * (len(text) // n) == text]


@frozen(kw_only=True)
class Section:
    """There is nothing to tell."""


@asynccontextmanager
async def open_adapter(section: Section) -> AsyncIterator[PasswordBlocklist]:
    """Read the file."""
    del section
    lines = await asyncio.to_thread(files("adapters.bundled").joinpath(FILE).read_text, encoding="utf-8")
    yield BundledPasswordBlocklist(common=frozenset(lines.splitlines()))
