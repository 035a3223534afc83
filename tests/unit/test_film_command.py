"""`oddiya film` makes a film of files, or says in a line what is wrong, whatever they are called."""

from collections.abc import Callable
from pathlib import Path

import pytest

from composition.cli import main
from tests.photos import jpeg

Run = Callable[..., tuple[object, str, str]]
LONG = "x" * 300 + ".mp4"


@pytest.fixture
def run(monkeypatch: pytest.MonkeyPatch, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> Run:
    monkeypatch.setenv("ODDIYA_PROFILE", "memory")
    monkeypatch.setenv("ODDIYA_HOME", str(tmp_path / "home"))
    monkeypatch.chdir(tmp_path)
    Path("one.jpg").write_bytes(jpeg())

    def run_it(*arguments: str) -> tuple[object, str, str]:
        with pytest.raises(SystemExit) as exit_:
            main(["film", *arguments])
        told = capsys.readouterr()
        return exit_.value.code, told.out, told.err

    return run_it


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["nowhere.jpg"], "there is no file nowhere.jpg"),
        (["x" * 300], f"there is no file {'x' * 300}"),
        (["\x1b[31m\n.jpg"], r"there is no file '\x1b[31m\n.jpg'"),
        (["\udcff.jpg"], r"there is no file '\udcff.jpg'"),
        (["one.jpg", "-o", "nowhere/film.mp4"], "there is no folder {here}/nowhere"),
        (["one.jpg", "-o", "taken.mp4"], "taken.mp4 is a folder"),
        (["one.jpg", "-o", LONG], f"{LONG} cannot be written: File name too long"),
    ],
)
def test_a_place_where_nothing_can_be_is_named_before_any_work_is_done(
    run: Run, tmp_path: Path, arguments: list[str], said: str
) -> None:
    Path("taken.mp4").mkdir()
    assert run(*arguments) == (f"oddiya: {said.replace('{here}', str(tmp_path))}", "", "")


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["one.jpg", "-o", "."], "-o/--out: '.' does not end in .mp4, as the name of the file has to"),
        (["http://x/y.jpg"], "PHOTO: 'http://x/y.jpg' is no file on this machine, and others are not reached"),
        (
            ["one.jpg", "--music", "HTTPS://x"],
            "--music: 'HTTPS://x' is no file on this machine, and others are not reached",
        ),
    ],
    ids=lambda case: " ".join(case) if isinstance(case, list) else "said",
)
def test_what_cannot_be_meant_at_all_is_said_at_once(run: Run, arguments: list[str], said: str) -> None:
    status, _, told = run(*arguments)
    assert (status, told.splitlines()[-1].partition("error: argument ")[2]) == (2, said)


def test_a_broken_photo_is_named(run: Run) -> None:
    Path("no\nphoto.jpg").write_bytes(b"text")
    status, _, said = run("no\nphoto.jpg")
    assert status == 65
    assert said.splitlines()[-1] == r"  photo 1 is 'no\nphoto.jpg'"
    assert r"Photo 2 ('no\nphoto.jpg') is no photo" in run("--dry-run", "one.jpg", "no\nphoto.jpg")[1]
    assert r"Photo 1 ('no\nphoto.jpg') was skipped" in run("no\nphoto.jpg", "one.jpg")[1]


def test_what_a_film_would_be_like_is_said_of_files_of_any_name(run: Run) -> None:
    Path("\udcff\x1b[31m.jpg").write_bytes(jpeg())
    status, said, _ = run("--dry-run", "\udcff\x1b[31m.jpg")
    assert status == 0
    assert r"'\udcff\x1b[31m.jpg' for 3.00 s" in said


def test_a_worthless_ffmpeg_is_quoted(run: Run, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    ffmpeg = tmp_path / "ffmpeg"
    ffmpeg.write_text(
        '#!/bin/sh\ncase "$*" in -version) echo "ffmpeg version 7.1"; echo --enable-libx264 ;; '
        '*) echo "this one is out of order" >&2; exit 1 ;; esac\n'
    )
    ffmpeg.chmod(0o700)
    monkeypatch.setenv("ODDIYA_FFMPEG", str(ffmpeg))
    status, _, said = run("one.jpg")
    assert status == 69
    assert "this one is out of order" in said.splitlines()[-1]
