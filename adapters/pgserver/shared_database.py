"""The PostgreSQL of our own for a command beside `oddiya up`: that one's while it runs, else one started for it."""

from collections.abc import AsyncIterator
from contextlib import AsyncExitStack, asynccontextmanager

from adapters.pgserver.database import HomeInUse, Section, server_of
from adapters.pgserver.database import open_adapter as open_own


@asynccontextmanager
async def open_adapter(section: Section) -> AsyncIterator[str]:
    """Yield the URL of the server that another process keeps running, or keep one running meanwhile."""
    async with AsyncExitStack() as stack:
        try:
            url = await stack.enter_async_context(open_own(section))
        except HomeInUse:
            server = server_of(section)
            if not server.answers:
                raise
            url = server.url
        yield url
