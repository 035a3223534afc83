"""Who runs one process has no other in memory."""

import subprocess
import sys

import pytest

from composition.processes import PROCESSES
from tests.processes import ROOT, clean_environment

LOADED = """
import sys
from composition.processes import PROCESSES
import composition.cli, composition.up
PROCESSES[sys.argv[1]]
print(*(name for name in sys.modules if name.startswith(("entrypoints.", "composition."))))
"""
OTHERS = {
    "users": {
        "composition.films.videos",
        "composition.planning.arguments",
        "entrypoints.gateway.gateway",
        "entrypoints.planning.plans",
    },
    "worker": {"composition.users", "entrypoints.gateway.gateway", "entrypoints.video.films"},
}


@pytest.mark.parametrize("name", OTHERS)
def test_a_process_is_imported_without_the_others(name: str) -> None:
    command = [sys.executable, "-c", LOADED, name]
    done = subprocess.run(command, cwd=ROOT, env=clean_environment({}, measured=False), capture_output=True, check=True)
    loaded = {*done.stdout.decode().split()}
    assert "composition.cli" in loaded
    assert not OTHERS[name] & loaded


def test_every_process_goes_by_its_own_name() -> None:
    assert len(PROCESSES) == len([*PROCESSES]) > 0
    assert all(process.name == name for name, process in PROCESSES.items())
    with pytest.raises(KeyError):
        PROCESSES["nobody"]
