"""Folders that come and go while others sweep, beside things that are none of ours, and for a user who is not root."""

import subprocess
import sys
import threading
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest

from adapters.section import CannotOpen
from adapters.system.own_folder import own_folder, sweep
from adapters.system.workshop import Section, open_adapter
from tests.processes import ROOT


def test_a_new_folder_outlives_everybody_who_sweeps_meanwhile(tmp_path: Path) -> None:
    enough = threading.Event()

    def sweep_on() -> None:
        while not enough.is_set():
            sweep(tmp_path)

    sweepers = [threading.Thread(target=sweep_on) for _ in range(2)]
    for sweeper in sweepers:
        sweeper.start()
    folders = [own_folder(tmp_path) for _ in range(100)]
    enough.set()
    for sweeper in sweepers:
        sweeper.join()
    assert sorted(tmp_path.iterdir()) == sorted(folder.path for folder in folders)
    for folder in folders:
        folder.close()
    assert list(tmp_path.iterdir()) == []


def test_what_is_not_ours_is_not_swept(tmp_path: Path) -> None:
    (tmp_path / "photos").mkdir()
    (tmp_path / "oddiya-workshop-notes.txt").write_text("mine")
    (tmp_path / "oddiya-workshop-link").symlink_to(tmp_path / "photos", target_is_directory=True)
    (tmp_path / "photos" / "1.jpg").write_bytes(b"photo")
    sweep(tmp_path)
    assert (tmp_path / "photos" / "1.jpg").read_bytes() == b"photo"
    assert (tmp_path / "oddiya-workshop-notes.txt").read_text() == "mine"


async def test_the_place_may_be_elsewhere_and_shared(tmp_path: Path) -> None:
    (tmp_path / "other").mkdir()
    async with open_adapter(Section(home=tmp_path / "home", place=tmp_path)) as workshop:
        async with workshop.folder() as folder:
            assert folder.path.is_relative_to(tmp_path)
        assert not (tmp_path / "home").exists()
    assert [path.name for path in tmp_path.iterdir()] == ["other"]


async def test_where_nothing_can_be_made_the_operator_is_told(tmp_path: Path) -> None:
    (tmp_path / "work").write_text("a file")
    with pytest.raises(CannotOpen, match=r"films cannot be worked on in .*work: File exists"):
        async with open_adapter(Section(home=tmp_path)):
            pass


READ_ONLY = """
import os, sys
from pathlib import Path
from adapters.system.own_folder import own_folder
if os.geteuid() == 0:
    os.chown(sys.argv[1], 65534, 65534)
    os.seteuid(65534)
folder = own_folder(Path(sys.argv[1]))
deeper = folder.path / "deeper"
deeper.mkdir()
(deeper / "film.mp4").write_bytes(b"film")
deeper.chmod(0o000)
folder.path.chmod(0o000)
folder.close()
print(folder.path.exists())
"""


def test_one_who_is_not_root_removes_what_may_not_be_written_to() -> None:
    with TemporaryDirectory() as place:  # pytest's own are closed to everybody else
        ran = subprocess.run(
            [sys.executable, "-c", READ_ONLY, place], cwd=ROOT, capture_output=True, text=True, check=False
        )
    assert ran.stdout == "False\n", ran.stderr
