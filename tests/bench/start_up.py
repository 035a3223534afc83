"""How soon `oddiya up` is ready, and how much memory it takes."""

import asyncio
import os
import shutil
import sys
import tempfile
from pathlib import Path
from time import perf_counter

from tests.bench.harness import Claim, Report, repeatedly

MEBIBYTE = 1024 * 1024


async def bench() -> Report:
    """Start on an existing data directory, and on none."""
    home = Path(tempfile.mkdtemp(prefix="oddiya-bench-"))
    memory: list[float] = []

    async def existing() -> float:
        return await start(home, memory)

    async def first() -> float:
        shutil.rmtree(home)
        return await start(home, [])

    try:
        later = await repeatedly(existing)
        fresh = await repeatedly(first, rounds=3)
    finally:
        shutil.rmtree(home)
    return Report(
        "start_up",
        [
            Claim(name="ready, existing data", unit="s", ours=later, goal=3),
            Claim(name="ready, first start", unit="s", ours=fresh, goal=6),
            Claim(name="memory of the process (PSS)", unit="MiB", ours=memory, goal=120),
        ],
    )


async def start(home: Path, memory: list[float]) -> float:
    """Return the seconds until the process says that it is running, and note its memory."""
    started = perf_counter()
    process = await asyncio.create_subprocess_exec(
        sys.executable,
        *("-m", "composition", "up"),
        env={"PATH": os.defpath, "ODDIYA_HOME": str(home), "PORT": "0", "ODDIYA_LOG_LEVEL": "warning"},
        stdout=asyncio.subprocess.PIPE,
    )
    assert process.stdout is not None
    await process.stdout.readline()
    taken = perf_counter() - started
    memory.append(proportional_set_size(process.pid) / MEBIBYTE)
    process.terminate()
    await process.communicate()
    return taken


def proportional_set_size(pid: int) -> int:
    """Return a process's memory in bytes, what it shares counted in part."""
    rollup = Path(f"/proc/{pid}/smaps_rollup").read_text().splitlines()
    return next(int(line.split()[1]) * 1024 for line in rollup if line.startswith("Pss:"))
