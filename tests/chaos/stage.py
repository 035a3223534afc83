"""Everything that a case may lay hands on."""

import asyncio
import os
import subprocess
from collections.abc import AsyncIterator, Iterator
from contextlib import AsyncExitStack, asynccontextmanager, contextmanager
from pathlib import Path
from typing import Any, Final
from urllib.parse import urlsplit

from aiohttp import ClientSession
from attrs import define, frozen

from tests.chaos.doors import Doors, doors_before
from tests.chaos.finding import BehindIt
from tests.servers.aws import administering
from tests.system.environments import DEV_ISSUER
from tests.system.servers import Servers
from tests.system.system import System, Wishes, processes_on

STANDINS: Final = ("KAKAO", "TOURAPI", "OPENWEATHER", "EXCHANGERATE", "BEDROCK_ENDPOINT")
WORK_DIR: Final = "work"
# People share one address here, and do in minutes what others do in days.
TOLD: Final = {
    "ODDIYA_TRUSTED_PROXIES": "127.0.0.1/32",
    "ODDIYA_LIMIT_SIGN_IN": "100000/60",
    "ODDIYA_LIMIT_REFRESH": "100000/60",
    "ODDIYA_LIMIT_PLAN": "100000/60",
    "ODDIYA_LIMIT_ADDRESS": "100000/60",
    "ODDIYA_LLM_CALLS_PER_HOUR": "100000",
}


@frozen(kw_only=True)
class Stage:
    """A system that runs, the doors between it and its servers, and the servers behind them."""

    home: Path
    system: System
    doors: Doors
    servers: Servers
    behind: BehindIt
    standins: tuple[str, ...]
    web: ClientSession
    small_disk: bool = False

    async def outside(self, **behaviour: Any) -> None:
        """Tell all outside services how to behave."""
        for url in self.standins:
            async with self.web.post(f"{url}/_behaviour", json=behaviour) as answer:
                assert answer.status == 200, await answer.text()

    async def kill(self, name: str) -> None:
        """Kill one of Oddiya's processes."""
        await asyncio.to_thread(self.system.kill, name)

    async def start(self, *names: str) -> None:
        """Start those again, and wait until they are ready."""
        await asyncio.to_thread(self.system.start, *names)


@asynccontextmanager
async def set_up(home: Path, there: Servers, **told: str) -> AsyncIterator[Stage]:
    """Start the processes on servers that run, with doors between them."""
    async with AsyncExitStack() as stack:
        doors = await stack.enter_async_context(doors_before(there))
        small = stack.enter_context(small_disk(home / WORK_DIR))
        wishes = Wishes(told={**TOLD, "ODDIYA_WORK_DIR": str(home / WORK_DIR), **told})
        running = Threaded(context=processes_on(doors.there, home, wishes))
        # The issuer's own port is not known before the processes are there, and they are not ready before it is asked.
        system = await stack.enter_async_context(running)
        doors.issuer_is_at(system.environments.url(DEV_ISSUER))
        web = await stack.enter_async_context(ClientSession())
        admin = stack.enter_context(administering(there.told["ODDIYA_AWS_ENDPOINT_URL"]))
        standins = tuple(_origin(there.told[f"ODDIYA_{name}_URL"]) for name in STANDINS)
        behind = BehindIt(database=there.database, aws=admin, maildir=there.maildir)
        yield Stage(
            home=home,
            system=system,
            doors=doors,
            servers=there,
            behind=behind,
            standins=standins,
            web=web,
            small_disk=small,
        )


@define(kw_only=True)
class Threaded:
    """A context manager that blocks, entered and left without blocking."""

    context: Any

    async def __aenter__(self) -> Any:
        return await asyncio.to_thread(self.context.__enter__)

    async def __aexit__(self, *why: object) -> None:
        await asyncio.to_thread(self.context.__exit__, None, None, None)


@contextmanager
def small_disk(folder: Path) -> Iterator[bool]:
    """Make a folder that can be filled without harm, where that is possible; the value tells whether it was."""
    folder.mkdir()
    mounting = ["mount", "-t", "tmpfs", "-o", "size=64m", "tmpfs", str(folder)]
    mounted = os.geteuid() == 0 and subprocess.run(mounting, check=False).returncode == 0
    try:
        yield mounted
    finally:
        if mounted:
            subprocess.run(["umount", "-l", str(folder)], check=True)


def _origin(url: str) -> str:
    parts = urlsplit(url)
    return f"{parts.scheme}://{parts.netloc}"
