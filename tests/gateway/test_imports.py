"""What the gateway imports, and when: the parent of workers does it before it forks them."""

import re
from pathlib import Path

import pytest

from tests.gateway.process.gateways import STANDARD
from tests.processes import python

CODE = """
import asyncio, os, signal, sys
import composition.cli
from composition.gateway.imports import import_all
from composition.gateway.running import run_gateway
from composition.settings import Settings

settings = Settings.read()
import_all(settings)
before = set(sys.modules)

def started(_):
    print("late:", *sorted(name for name in set(sys.modules) - before if name.startswith("adapters.")), flush=True)
    print(*sys.modules, flush=True)
    os.kill(os.getpid(), signal.SIGTERM)

asyncio.run(run_gateway(settings, started=started))
"""
URLS = {"ODDIYA_AUTH_URL": "http://127.0.0.1:1", "ODDIYA_USERS_URL": "http://127.0.0.1:1"}

SERVICES = re.compile(
    r"core\.(?:\w+\.use_cases|planning|notices|video\.model\.(?!sizes))|entrypoints\.(?:planning|video)"
)


@pytest.mark.parametrize("tracing", ["w3c", "otel"])
def test_what_a_worker_opens_has_been_imported_before(redis_url: str, tmp_path: Path, tracing: str) -> None:
    said, _ = told_of_imports(redis_url, tmp_path, tracing)
    assert said == "late:"


def test_nothing_of_the_services_is_in_memory(redis_url: str, tmp_path: Path) -> None:
    _, imported = told_of_imports(redis_url, tmp_path, "w3c")
    assert "entrypoints.http.reference" in imported.split()
    assert [name for name in imported.split() if SERVICES.match(name)] == []


def told_of_imports(redis_url: str, home: Path, tracing: str) -> tuple[str, str]:
    told = {"ODDIYA_REDIS_URL": redis_url, "ODDIYA_HOME": str(home), "ODDIYA_TRACING": tracing}
    with python(CODE, environment={**STANDARD, **URLS, **told}, measured=True) as process:
        said = process.line(), process.line()
        assert process.process.wait(timeout=30) == 0
    return said
