"""What the parent of workers imports before it forks them."""

from pathlib import Path

import pytest

from tests.gateway.process.gateways import STANDARD
from tests.processes import python

CODE = """
import asyncio, os, signal, sys
from composition.gateway.imports import import_all
from composition.gateway.running import run_gateway
from composition.settings import Settings

settings = Settings.read()
import_all(settings)
before = set(sys.modules)

def started(_):
    print("late:", *sorted(name for name in set(sys.modules) - before if name.startswith("adapters.")), flush=True)
    os.kill(os.getpid(), signal.SIGTERM)

asyncio.run(run_gateway(settings, started=started))
"""
URLS = {"ODDIYA_AUTH_URL": "http://127.0.0.1:1", "ODDIYA_USERS_URL": "http://127.0.0.1:1"}


@pytest.mark.parametrize("tracing", ["w3c", "otel"])
def test_what_a_worker_opens_has_been_imported_before(redis_url: str, tmp_path: Path, tracing: str) -> None:
    told = {"ODDIYA_REDIS_URL": redis_url, "ODDIYA_HOME": str(tmp_path), "ODDIYA_TRACING": tracing}
    with python(CODE, environment={**STANDARD, **URLS, **told}, measured=True) as process:
        said = process.line()
        assert process.process.wait(timeout=30) == 0
    assert said == "late:"
