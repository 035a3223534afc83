"""Load for a gateway, each time for another user: wrk, which asks as fast as it is answered, or a client at a pace."""

import asyncio
import json
import sys
from asyncio.subprocess import PIPE
from pathlib import Path
from typing import Final

from attrs import frozen

from tests.bench.gateway_cores import Cores, Reading, on, worked
from tests.bench.gateway_programs import Standing, found
from tests.processes import ROOT, clean_environment

CONNECTIONS: Final = 64
SECONDS: Final = 3
PATH: Final = "/api/v1/users/me"
SCRIPT: Final = Path(__file__).parent / "gateway" / "load.lua"


@frozen(kw_only=True)
class Loaded:
    """What came of a load: how much was answered, at what cost to who answered, and whether wrk held it up."""

    requests: int
    seconds: float
    worked: float
    idle: float  # which share of their time wrk's cores had nothing to do

    @property
    def rate(self) -> float:
        """Requests a second."""
        return self.requests / self.seconds

    @property
    def cost(self) -> float:
        """Microseconds of processor time for each request."""
        return self.worked / self.requests * 1e6


@frozen(kw_only=True)
class Load:
    """How wrk is run."""

    tokens: Path
    cores: Cores

    async def __call__(self, under: Standing) -> Loaded:
        """Put something under load; it must answer everything well."""
        idle, before = Reading.of(self.cores), worked(under.pid)
        said = json.loads(await self._wrk(under.port))
        assert said["requests"] > 0, "nothing was answered"
        assert not any(said["errors"].values()), f"of {said['requests']} requests some failed: {said['errors']}"
        return Loaded(
            requests=said["requests"],
            seconds=said["seconds"],
            worked=worked(under.pid) - before,
            idle=Reading.of(self.cores).idle_since(idle),
        )

    async def _wrk(self, port: int) -> bytes:
        with on(self.cores):
            process = await asyncio.create_subprocess_exec(
                *(
                    found("wrk") or "wrk",
                    "--threads",
                    "1",
                    "--connections",
                    str(CONNECTIONS),
                    "--duration",
                    f"{SECONDS}s",
                ),
                *("--script", SCRIPT, f"http://127.0.0.1:{port}{PATH}", "--", self.tokens),
                stdout=PIPE,
            )
        out, _ = await process.communicate()
        assert process.returncode == 0, f"wrk ended with {process.returncode}"
        return out.splitlines()[-1]


async def at_pace(tokens: Path, under: Standing, rate: float, cores: Cores) -> dict[str, float]:
    """Ask so many times a second, in a process of its own; return percentiles in milliseconds by name."""
    with on(cores):
        client = await asyncio.create_subprocess_exec(
            *(sys.executable, "-m", "tests.bench.gateway_pace", str(under.port), str(rate), str(SECONDS), tokens),
            stdout=PIPE,
            cwd=ROOT,
            env=clean_environment({}),
        )
    out, _ = await client.communicate()
    told: dict[str, float] = json.loads(out)
    return told
