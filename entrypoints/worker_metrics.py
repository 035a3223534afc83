"""The metrics of all workers as one: whichever of them is asked answers for the others too."""

import asyncio
from collections.abc import AsyncIterator, Callable, Mapping
from contextlib import asynccontextmanager
from pathlib import Path
from secrets import token_hex
from socket import AF_UNIX, socket
from typing import Final, cast

from attrs import frozen
from typing_extensions import override

from entrypoints.merged_metrics import merged
from ports.meter import Metric

WORKER_UP: Final = Metric(
    name="oddiya_gateway_worker_up",
    kind="gauge",
    help="1 for a worker that told its numbers when this was asked, 0 for one that did not in time.",
    labels=("worker",),
)
LENGTH: Final = 8


@frozen(kw_only=True)
class WorkerMetrics:
    """One worker's numbers and those of its siblings, who meet in a directory that is theirs alone."""

    slot: int
    count: int
    directory: Path
    exposition: Callable[[], bytes]
    answer_within: float = 0.5

    @asynccontextmanager
    async def told(self) -> AsyncIterator[None]:
        """Tell siblings one's own numbers until the block is left.

        A worker that takes a slot over takes its place in the directory over too, without a moment between.
        """
        listener = socket(AF_UNIX)
        place, beside = self._place(self.slot), self.directory / f"worker-{self.slot}.{token_hex(4)}"
        listener.bind(str(beside))
        loop = asyncio.get_running_loop()
        server = await loop.create_unix_server(lambda: Telling(self.exposition), sock=listener)
        try:
            beside.replace(place)
            yield
        finally:
            server.close()

    async def of_all(self) -> bytes:
        """Return what all workers tell, each sample labelled with its worker; who does not answer is left out."""
        siblings = [slot for slot in range(self.count) if slot != self.slot]
        answers = await asyncio.gather(*(self._told_by(slot) for slot in siblings))
        told = {slot: answer for slot, answer in zip(siblings, answers, strict=True) if answer is not None}
        told[self.slot] = self.exposition()
        return merged(dict(sorted(told.items()))) + _up({slot: slot in told for slot in range(self.count)})

    async def _told_by(self, slot: int) -> bytes | None:
        try:
            async with asyncio.timeout(self.answer_within):
                return await _answer_at(self._place(slot))
        except (OSError, EOFError):
            return None

    def _place(self, slot: int) -> Path:
        return self.directory / f"worker-{slot}.sock"


class Telling(asyncio.Protocol):
    """Says how long its answer is, says it, and hangs up, whoever asks."""

    def __init__(self, exposition: Callable[[], bytes]) -> None:
        self._exposition = exposition

    @override
    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        out = cast(asyncio.Transport, transport)  # asyncio declares less than it gives
        told = self._exposition()
        out.write(len(told).to_bytes(LENGTH) + told)
        out.close()


async def _answer_at(place: Path) -> bytes:
    reader, writer = await asyncio.open_unix_connection(place)
    try:
        # The length shows an answer that breaks off, as that of a worker does which is killed meanwhile.
        return await reader.readexactly(int.from_bytes(await reader.readexactly(LENGTH)))
    finally:
        writer.close()


def _up(workers: Mapping[int, bool]) -> bytes:
    name = WORKER_UP.name
    lines = [f"# HELP {name} {WORKER_UP.help}", f"# TYPE {name} {WORKER_UP.kind}"]
    lines += [f'{name}{{worker="{slot}"}} {int(is_up)}' for slot, is_up in workers.items()]
    return "".join(f"{line}\n" for line in lines).encode()
