"""`oddiya frames` with real videos, and with somebody who does not wait for its end."""

import os
import signal
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from PIL import Image

from composition.cli import main
from tests.processes import ROOT, clean_environment
from tests.sounds import asked
from tests.waiting import until
from tests.zips import complaints, entries_of, manifest_of


@pytest.fixture
def clip(tmp_path: Path) -> Path:
    """A video of four seconds."""
    asked("-f", "lavfi", "-i", "testsrc2=s=320x180:r=25:d=4", "-c:v", "libx264", "-g", "50", tmp_path / "clip.mp4")
    return tmp_path / "clip.mp4"


def frames_of(clip: Path, out: Path, *arguments: str) -> bytes:
    """Run the command, and return the ZIP."""
    with pytest.raises(SystemExit) as exit_:
        main(["frames", str(clip), "-o", str(out), *arguments])
    assert exit_.value.code == 0
    return out.read_bytes()


def test_frames_are_what_was_asked_for_in_a_zip_that_every_program_reads(clip: Path, tmp_path: Path) -> None:
    whole = frames_of(clip, tmp_path / "a.zip", "--at", "2.5,0,99", "--width", "160")
    assert complaints(tmp_path / "a.zip") == {}
    said, entries = manifest_of(whole), entries_of(whole)
    assert [(frame["time"], frame["instant"]) for frame in said["frames"]] == [(0.0, 0.0), (2.48, 2.5)]
    assert [one["instant"] for one in said["skipped"]] == [99.0]
    for number, frame in enumerate(said["frames"], start=1):
        (tmp_path / "frame.jpg").write_bytes(entries[frame["file"]])
        with Image.open(tmp_path / "frame.jpg") as image:
            assert (number, image.format, image.size) == (frame["index"], "JPEG", (160, 90))


def test_the_same_frames_of_the_same_video_make_the_same_bytes(clip: Path, tmp_path: Path) -> None:
    first, other = (frames_of(clip, tmp_path / name, "--every", "1") for name in ("a.zip", "b.zip"))
    assert first == other
    assert len(manifest_of(first)["frames"]) == 4


@contextmanager
def at_a_terminal(*arguments: str | Path, folder: Path) -> Iterator["subprocess.Popen[str]"]:
    """Run the command in a group of its own, as a shell does."""
    process = subprocess.Popen(
        [sys.executable, "-m", "composition", *arguments],
        env=clean_environment({"PYTHONPATH": str(ROOT)}, measured=False),
        cwd=folder,
        stderr=subprocess.PIPE,
        text=True,
        start_new_session=True,
    )
    try:
        yield process
    finally:
        process.kill()
        process.communicate()


async def test_ctrl_c_ends_it_at_once_and_leaves_nothing(clip: Path, tmp_path: Path) -> None:
    async def begun() -> bool:
        return any(draft.stat().st_size > 100_000 for draft in tmp_path.glob(".oddiya-*"))

    with at_a_terminal("frames", clip, "--every", "0.001", "--format", "png", folder=tmp_path) as process:
        await until(begun, within=30)
        os.killpg(process.pid, signal.SIGINT)
        _, said = process.communicate(timeout=30)
        assert (process.returncode, said) == (130, "extracting frames\n")
    assert [path.name for path in tmp_path.iterdir()] == ["clip.mp4"]
