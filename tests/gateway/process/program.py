"""The gateway as `oddiya run gateway` runs it, with rows that lead to the services of the tests."""

import asyncio
import json
import os
import sys
from pathlib import Path

from composition.gateway.container import GatewayContainer
from composition.gateway.running import run_gateway
from composition.settings import Settings
from entrypoints.gateway.pace import Pace
from entrypoints.gateway.table.rows import ROWS
from entrypoints.http.server import Serving
from tests.gateway.process import table


def main(log: str, pace: str) -> None:
    """Run until told to stop; what is logged goes to a file, and the port to standard output."""
    with Path(log).open("ab", buffering=0) as file:
        os.dup2(file.fileno(), sys.stderr.fileno())
    GatewayContainer.gateway.add_kwargs(pace=Pace(**json.loads(pace)))
    asyncio.run(run_gateway(Settings.read(), rows=(*ROWS, *table.ROWS), started=_tell))


def _tell(serving: Serving) -> None:
    print(serving.port, flush=True)
