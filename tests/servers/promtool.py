"""Where tests find Prometheus's own program: on PATH, else in Debian's package, which is unpacked and not installed."""

import fcntl
import shutil
import subprocess
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest

from tests.processes import ROOT

KEPT = ROOT / "var" / "tools" / "promtool"
PACKAGE = "prometheus"
IN_PACKAGE = "usr/bin/promtool"
PATIENCE = 120.0


@pytest.fixture(scope="session")
def promtool() -> Path:
    """Return the program; no index of Python's has it, so that tests are skipped where Debian cannot be reached."""
    on_path = shutil.which("promtool")
    if on_path:
        return Path(on_path)
    KEPT.parent.mkdir(parents=True, exist_ok=True)
    with KEPT.with_suffix(".lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)  # tests that run beside each other fetch it once
        if not KEPT.exists() and not _unpacked():
            pytest.skip("promtool is neither on PATH nor to be had from Debian's package `prometheus`")
    return KEPT


def _unpacked() -> bool:
    """Fetch the package and keep the one program; no right is needed for that, and no service is started."""
    with TemporaryDirectory(dir=KEPT.parent) as room:
        try:
            _run("apt-get", "download", "--quiet", PACKAGE, where=room)
            (package,) = Path(room).glob(f"{PACKAGE}_*.deb")
            _run("dpkg-deb", "--extract", str(package), "package", where=room)
            (Path(room) / "package" / IN_PACKAGE).replace(KEPT)
        except (OSError, ValueError, subprocess.SubprocessError):
            return False
    return True


def _run(*command: str, where: str) -> None:
    subprocess.run(command, cwd=where, capture_output=True, timeout=PATIENCE, check=True)
