"""Programs that a bench starts, keeps on some cores, and ends."""

import asyncio
import shutil
from asyncio.subprocess import Process
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager, suppress
from pathlib import Path
from socket import create_connection, create_server
from typing import Final

from attrs import frozen

from tests.bench.gateway_cores import Cores, on
from tests.processes import ROOT, clean_environment

STARTS_WITHIN: Final = 30.0
ENDS_WITHIN: Final = 20.0
# Debian has servers where only root's PATH leads.
SERVERS: Final = "/usr/local/sbin:/usr/sbin"


def found(program: str) -> str | None:
    """Return where a program is, if it is installed."""
    return shutil.which(program) or shutil.which(program, path=SERVERS)


def free_port() -> int:
    """Return a port that nobody listens on."""
    with create_server(("127.0.0.1", 0)) as probe:
        port: int = probe.getsockname()[1]
        return port


@frozen(kw_only=True)
class Standing:
    """A program that answers on a port."""

    port: int
    pid: int


@asynccontextmanager
async def running(
    *words: str | Path, port: int, cores: Cores, log: Path, environment: Mapping[str, str] | None = None
) -> AsyncIterator[Standing]:
    """Run a program on some cores until the block is left; the block begins once its port is open.

    What it prints, errors included, is in the file `log`.
    """
    with log.open("ab") as out, on(cores):
        process = await asyncio.create_subprocess_exec(
            *words, stdout=out, stderr=out, cwd=ROOT, env=clean_environment(environment or {})
        )
    try:
        await _opened(port, process, log)
        yield Standing(port=port, pid=process.pid)
    finally:
        await _ended(process)


async def _opened(port: int, process: Process, log: Path) -> None:
    async with asyncio.timeout(STARTS_WITHIN):
        while not _answers(port):
            assert process.returncode is None, f"it ended: {_read(log)}"
            await asyncio.sleep(0.02)


def _read(log: Path) -> str:
    return log.read_text(errors="replace")


def _answers(port: int) -> bool:
    try:
        create_connection(("127.0.0.1", port), timeout=1).close()
    except OSError:
        return False
    return True


async def _ended(process: Process) -> None:
    with suppress(ProcessLookupError):
        process.terminate()
    try:
        async with asyncio.timeout(ENDS_WITHIN):
            await process.wait()
    except TimeoutError:
        process.kill()
        await process.wait()
