"""Pushes as lines on the console, for whoever develops or tries Oddiya without devices."""

import asyncio
import json
import re
import sys
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from hashlib import sha256
from pathlib import Path
from typing import ParamSpec, TypeVar

from attrs import frozen
from typing_extensions import override

from adapters.console.private_file import write_privately
from adapters.section import setting
from core.errors import Unavailable
from ports.notifier import DeviceGone, Notifier, Platform, Push

ADDRESS = re.compile(r"console-[0-9a-f]{32}")
UNPRINTABLE = re.compile(r"[\x00-\x1f\x7f-\x9f\u2028\u2029]+")

P = ParamSpec("P")
T = TypeVar("T")


@frozen
class ConsoleNotifier(Notifier):
    """Keeps one small file per device, so that addresses survive a restart."""

    _folder: Path

    @override
    async def register(self, *, platform: Platform, token: str) -> str:
        digest = sha256(f"{platform}\0{token}".encode()).hexdigest()
        address = f"console-{digest[:32]}"
        await _on_disk(write_privately, self._path(address), json.dumps({"platform": platform}).encode())
        return address

    @override
    async def push(self, address: str, push: Push) -> None:
        try:
            device = json.loads(await _on_disk(self._path(address).read_bytes))
        except FileNotFoundError:
            raise DeviceGone from None
        data = "".join(f" {name}={value}" for name, value in push.data.items())
        line = f"push to {device['platform']} {address[-6:]}: {push.title} | {push.body}{data}"
        sys.stdout.write(UNPRINTABLE.sub(" ", line) + "\n")
        sys.stdout.flush()

    @override
    async def forget(self, address: str) -> None:
        try:
            path = self._path(address)
        except DeviceGone:
            return
        await _on_disk(path.unlink, missing_ok=True)

    def _path(self, address: str) -> Path:
        if not ADDRESS.fullmatch(address):
            raise DeviceGone
        return self._folder / f"{address}.json"


@frozen(kw_only=True)
class Section:
    """Where the devices are remembered."""

    home: Path = setting("ODDIYA_HOME", "a directory to keep data in", default=Path("var"))


@asynccontextmanager
async def open_adapter(section: Section) -> AsyncIterator[Notifier]:
    """Open the folder of devices."""
    yield ConsoleNotifier(section.home / "notices")


async def _on_disk(work: Callable[P, T], /, *args: P.args, **kwargs: P.kwargs) -> T:
    try:
        return await asyncio.to_thread(work, *args, **kwargs)
    except FileNotFoundError:
        raise
    except OSError as error:
        raise Unavailable(what="the folder of devices") from error
