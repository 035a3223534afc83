"""A second process of a kind that already runs."""

import asyncio
import subprocess
import sys
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Final

from attrs import define

from tests.chaos.stage import Stage
from tests.processes import ROOT, clean_environment

STARTS_WITHIN: Final = 60.0
RUNS: Final = b"Oddiya is running"


@define(kw_only=True)
class Twin:
    """It, which can be killed and started as often as one likes."""

    name: str
    log: Path
    told: dict[str, str]
    _process: "subprocess.Popen[bytes] | None" = None

    async def start(self) -> None:
        """Start it, and wait until it says that it runs."""
        self._begin()
        async with asyncio.timeout(STARTS_WITHIN):
            while RUNS not in self.log.read_bytes():
                await asyncio.sleep(0.05)

    def _begin(self) -> None:
        command = [sys.executable, "-m", "composition", "run", self.name]
        with self.log.open("wb") as log:
            self._process = subprocess.Popen(command, cwd=ROOT, env=self.told, stdout=log, stderr=log)

    def kill(self) -> None:
        """End it at once."""
        if self._process is not None:
            self._process.kill()
            self._process.wait()
            self._process = None


@asynccontextmanager
async def twin_of(stage: Stage, name: str) -> AsyncIterator[Twin]:
    """Have a second one, with a home of its own; it is dead when the block ends."""
    told = {**stage.system.environments.of(name), "PORT": "0", "ODDIYA_HOME": str(stage.home / f"{name}-twin")}
    twin = Twin(name=name, log=stage.home / "logs" / f"{name}-twin.log", told=clean_environment(told, measured=False))
    try:
        yield twin
    finally:
        twin.kill()
