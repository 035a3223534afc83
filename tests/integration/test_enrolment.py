"""One file and one line in the catalogue, and an adapter is in its port's contract suite."""

import re
import shutil
import subprocess
import sys
from pathlib import Path

from tests.processes import ROOT

FILE = '''
"""A cache that somebody wrote this morning."""

from adapters.memory.cache import Section, open_adapter
'''
FIRST_LINE = '    Entry("cache", "memory"'
LINE = '    Entry("cache", "pretend", "adapters.pretend.cache"),\n'
RUN = [sys.executable, "-m", "pytest", "tests/contract/test_cache.py", "-k", "pretend", "-q", "-p", "no:cacheprovider"]


def test_a_new_adapter_takes_one_file_and_one_line_and_is_then_in_its_contract_suite(tmp_path: Path) -> None:
    copy = tmp_path / "copy"
    for part in ("core", "ports", "adapters", "entrypoints", "composition", "tests", "pyproject.toml"):
        source = ROOT / part
        shutil.copytree(source, copy / part) if source.is_dir() else shutil.copy(source, copy / part)
    before = suite(copy)
    (copy / "adapters" / "pretend").mkdir()
    (copy / "adapters" / "pretend" / "cache.py").write_text(FILE)
    catalogue = copy / "composition" / "catalogue.py"
    catalogue.write_text(
        catalogue.read_text().replace('    Entry("cache", "memory"', LINE + '    Entry("cache", "memory"')
    )
    after = suite(copy)
    assert after > before == 0


def suite(checkout: Path) -> int:
    """Run the cache's contract on the adapter named pretend; return how many tests passed."""
    ran = subprocess.run(
        [
            sys.executable,
            "-m",
            "pytest",
            "tests/contract/test_cache.py",
            "-k",
            "pretend",
            "-q",
            "-p",
            "no:cacheprovider",
        ],
        cwd=checkout,
        env={"PATH": "/usr/bin:/bin", "PYTHONPATH": str(checkout), "PYTHONDONTWRITEBYTECODE": "1"},
        capture_output=True,
        text=True,
        check=False,
    )
    assert not re.search(r"\b(failed|errors?)\b", ran.stdout), ran.stdout
    passed = re.search(r"(\d+) passed", ran.stdout)
    return int(passed[1]) if passed else 0
