"""A PostgreSQL that somebody else runs."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from attrs import frozen

from adapters.section import setting


@frozen(kw_only=True)
class Section:
    """Where the database is."""

    url: str = setting("ODDIYA_DATABASE_URL", "a postgresql:// URL", secret=True)


@asynccontextmanager
async def open_adapter(section: Section) -> AsyncIterator[str]:
    """Yield the database's URL."""
    yield section.url
