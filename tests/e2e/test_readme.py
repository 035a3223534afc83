"""What the README shows works as it stands there."""

import re
import subprocess
from pathlib import Path
from typing import Final
from zipfile import ZipFile

import pytest

from tests.e2e.test_up import up
from tests.processes import ROOT, clean_environment

SECTIONS: Final = ("Sign in", "Plan a trip", "Make a film", "Take frames out of a video", "Be told")


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


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Where somebody sits who follows the README."""
    return tmp_path_factory.mktemp("readme")


@pytest.fixture(scope="module")
def told(folder: Path) -> str:
    """What they see."""
    return walked(*SECTIONS, folder=folder)


def test_signing_in_and_planning_with_curl_work_as_the_readme_shows(told: str, folder: Path) -> None:
    signing_in, rest = told.split("event: accepted", 1)
    planning = rest.split("event: progress", 1)[0]
    assert '"id":"dev"' in signing_in
    assert '"email":"mina@example.com","email_verified":true' in signing_in
    assert '"name":"Mina","locale":"ko","home_currency":"EUR"' in signing_in
    assert '"current":true' in signing_in
    assert '"code":"invalid-token"' in signing_in
    assert re.findall(r"^204$", signing_in, flags=re.MULTILINE) == ["204", "204"]
    assert '"code":"invalid-credentials"' in signing_in
    assert (folder / "mina.zip").read_bytes().startswith(b"PK")
    assert re.findall(r"^event: (\w+)$", planning, flags=re.MULTILINE) == ["facts", "day", "day", "day", "done"]
    assert '"verification":{"ok":true' in planning
    assert "BEGIN:VCALENDAR" in planning
    assert '"changes":[' in planning
    assert re.findall(r"^\d{3}$", planning, flags=re.MULTILINE)[:3] == ["200", "204", "404"]


def test_films_frames_and_notices_with_curl_work_as_the_readme_shows(told: str, folder: Path) -> None:
    assert re.findall(r"^event: (completed|failed)$", told, flags=re.MULTILINE) == ["completed", "completed"]
    for answer in ("200 video/mp4", "200 application/zip", "200 image/jpeg"):
        assert answer in told
    with ZipFile(folder / "frames.zip") as frames:
        names = frames.namelist()
        assert [name for name in names if name.startswith("frames/")] == [
            f"frames/{number:06}.jpg" for number in range(1, len(names) - 1)
        ]
        assert frames.read("frames/000002.jpg") == (folder / "second.jpg").read_bytes()
    assert '"kind":"frames-completed"' in told
    assert '"kind":"film-completed"' in told
    assert '"mail":false' in told
