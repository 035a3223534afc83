"""What the README shows works as it stands there."""

import re
import subprocess
from pathlib import Path

from tests.e2e.test_up import up
from tests.processes import ROOT, clean_environment


def commands_of(heading: str) -> str:
    """Return the shell commands of a section."""
    section = (ROOT / "README.md").read_text().split(f"## {heading}\n", 1)[1].split("\n## ", 1)[0]
    (commands,) = re.findall(r"```sh\n(.*?)```", section, flags=re.DOTALL)
    return str(commands)


def walked(*headings: str, folder: Path) -> str:
    """Carry out sections of the README beside a fresh Oddiya, and return what they print."""
    commands = "\n".join(commands_of(heading) for heading in headings)
    with up(folder / "home") as (_, url):
        walk = subprocess.run(
            ["bash", "-eu", "-c", commands.replace("http://127.0.0.1:8080", url)],
            capture_output=True,
            text=True,
            check=False,
            cwd=folder,
            env=clean_environment({}),
            timeout=60,
        )
    assert walk.returncode == 0, walk.stderr
    return walk.stdout


def test_signing_in_and_planning_with_curl_work_as_the_readme_shows(tmp_path: Path) -> None:
    told = walked("Sign in", "Plan a trip", folder=tmp_path)

    signing_in, planning = told.split("event: accepted", 1)
    assert '"id":"dev"' in signing_in
    assert '"email":"mina@example.com","email_verified":true' in signing_in
    assert '"name":"Mina","locale":"ko","home_currency":"EUR"' in signing_in
    assert '"current":true' in signing_in
    assert '"code":"invalid-token"' in signing_in
    assert re.findall(r"^204$", signing_in, flags=re.MULTILINE) == ["204", "204"]
    assert '"code":"invalid-credentials"' in signing_in
    assert (tmp_path / "mina.zip").read_bytes().startswith(b"PK")
    assert re.findall(r"^event: (\w+)$", planning, flags=re.MULTILINE) == ["facts", "day", "day", "day", "done"]
    assert '"verification":{"ok":true' in planning
    assert "BEGIN:VCALENDAR" in planning
    assert '"changes":[' in planning
    assert re.findall(r"^\d{3}$", planning, flags=re.MULTILINE) == ["200", "204", "404"]
