"""How often sessions can be refreshed on Redis: rotated by its script, limited by its limiter, signed RS256."""

import asyncio
import sys
from asyncio.subprocess import PIPE, Process
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack, asynccontextmanager

from tests.bench.harness import Claim, Report, repeatedly
from tests.processes import ROOT, clean_environment
from tests.servers.redis import private_server

PROCESSES = 2  # one for each core; the server has its share of both
CLIENTS = 32
SECONDS = 3


async def bench() -> Report:
    """Measure 32 clients in two processes that each refresh as fast as they are answered."""
    async with AsyncExitStack() as stack:
        server = stack.enter_context(private_server())
        told = {
            **server.environment,
            "ODDIYA_PROFILE": "memory",
            "ODDIYA_SESSIONS": "redis",
            "ODDIYA_RATE_LIMITER": "redis",
            # Both are what a production process has; a busy machine must not turn the figure into an error.
            "ODDIYA_REDIS_TIMEOUT": "10",
            "ODDIYA_RATE_LIMIT_TIMEOUT": "10",
        }
        share = CLIENTS // PROCESSES
        workers = [await stack.enter_async_context(worker(told, share, number * share)) for number in range(PROCESSES)]

        async def refreshes() -> float:
            counts = await asyncio.gather(*(round_of(one) for one in workers))
            return sum(counts) / SECONDS

        rates = await repeatedly(refreshes)
    claim = Claim(name="refresh on Redis, 32 clients", unit="/s", ours=rates, goal=2500, least=True)
    return Report("sessions", [claim])


@asynccontextmanager
async def worker(told: dict[str, str], clients: int, first: int) -> AsyncIterator[Process]:
    """Lend a process with some of the clients."""
    process = await asyncio.create_subprocess_exec(
        *(sys.executable, "-m", "tests.bench.refreshing_clients", str(clients), str(first)),
        stdin=PIPE,
        stdout=PIPE,
        cwd=ROOT,
        env=clean_environment(told),
    )
    try:
        assert await line_of(process) == "ready"
        yield process
    finally:
        process.kill()
        await process.wait()


async def round_of(process: Process) -> int:
    """Let a process refresh for a while; return how often it did."""
    assert process.stdin is not None
    process.stdin.write(f"{SECONDS}\n".encode())
    await process.stdin.drain()
    return int(await line_of(process))


async def line_of(process: Process) -> str:
    """Return the next line that a process prints."""
    assert process.stdout is not None
    return (await process.stdout.readline()).decode().strip()
