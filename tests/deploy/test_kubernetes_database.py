"""PostgreSQL takes the settings that it is given."""

import subprocess
from pathlib import Path

from adapters.pgserver.database import bundled_binaries
from tests.deploy.manifests import DEPLOY


def test_postgresql_knows_every_setting_and_takes_its_value(tmp_path: Path) -> None:
    told = ask_postgres("max_connections", home=tmp_path, settings=DEPLOY / "database" / "postgresql.conf")
    assert (told.returncode, told.stdout) == (0, "120\n")


def test_postgresql_refuses_what_it_does_not_know(tmp_path: Path) -> None:
    (tmp_path / "wrong.conf").write_text("max_conections = 120\n")
    assert ask_postgres("max_connections", home=tmp_path, settings=tmp_path / "wrong.conf").returncode != 0


def ask_postgres(setting: str, *, home: Path, settings: Path) -> "subprocess.CompletedProcess[str]":
    """Have the server that comes along read settings, without starting it."""
    command = [str(bundled_binaries() / "postgres"), "-C", setting, "-D", str(home), "-c", f"config_file={settings}"]
    return subprocess.run(command, capture_output=True, text=True, check=False, timeout=30)
