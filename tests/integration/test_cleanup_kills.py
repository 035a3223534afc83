"""A cleanup killed with -9 leaves neither objects nor rows that nobody has, once the next one has come.

Every moment is tried by `python -m tests.cleanup_kills 1 1`; here a few are, spread over the whole of it.
"""

import subprocess
import sys
from pathlib import Path

import pytest

from composition.catalogue import adapters_of
from tests.conftest import environment_of
from tests.processes import ROOT, clean_environment


def test_what_a_killed_cleanup_leaves_the_next_one_carries_on(request: pytest.FixtureRequest, tmp_path: Path) -> None:
    told = {
        **environment_of(adapters_of("video_works")["postgres"], request),
        "ODDIYA_HOME": str(tmp_path / "home"),
        "ODDIYA_BLOB_STORE": "filesystem",
        "ODDIYA_PUBLIC_URL": "http://oddiya.test",
        "ODDIYA_LOG_LEVEL": "error",
    }
    done = subprocess.run(
        [sys.executable, "-m", "tests.cleanup_kills", "40", "63"],
        cwd=ROOT,
        env=clean_environment(told, measured=False),
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
    )
    assert done.returncode == 0, done.stdout + done.stderr
    assert done.stdout.count("well") >= 2, done.stdout
