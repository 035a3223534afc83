"""Runs the gateway: by itself before services elsewhere, or together with all of them in one process."""

from collections.abc import Sequence
from contextlib import AsyncExitStack

from composition.gateway.house import House
from composition.gateway.services import ServiceUrls
from composition.process import Process
from composition.serving import Started
from composition.settings import Settings
from composition.worker import Worker
from entrypoints.gateway.table.row import GATEWAY, Row
from entrypoints.gateway.table.rows import ROWS
from entrypoints.gateway.upstream.dialling import TcpDial
from entrypoints.gateway.upstream.upstream import Upstream


async def run_gateway(
    settings: Settings, *, rows: Sequence[Row] = ROWS, started: Started, worker: Worker | None = None
) -> None:
    """Run the gateway until SIGTERM or SIGINT, before the services whose URLs are set; perhaps as one of workers."""
    async with AsyncExitStack() as stack:
        house = House(settings, stack, name=GATEWAY, worker=worker)
        for name, url in settings.section(ServiceUrls).by_name.items():
            house.lead_to(name, Upstream(name=name, host=url.authority, dial=TcpDial(url, house.wires)))
        await house.serve(rows, started=started)


async def run_together(processes: Sequence[Process], settings: Settings, *, started: Started) -> None:
    """Run the gateway and processes as one; what only services may ask is not served."""
    async with AsyncExitStack() as stack:
        house = House(settings, stack, name="oddiya")
        for process in processes:
            await house.take_in(process)
        await house.serve(ROWS, started=started)
