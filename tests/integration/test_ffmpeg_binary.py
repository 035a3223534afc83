"""The FFmpeg that is found is one that can make films, or none is."""

from pathlib import Path

import pytest

from adapters.ffmpeg import binary
from adapters.ffmpeg.binary import found
from adapters.section import CannotOpen

GOOD = "ffmpeg version 6.1.1 Copyright\nconfiguration: --enable-gpl --enable-libx264"


def a_program(file: Path, says: str) -> Path:
    file.parent.mkdir(exist_ok=True)
    file.write_text(f"#!/bin/sh\n[ $1 = -version ] && echo '{says}'\n")
    file.chmod(0o755)
    return file


async def test_the_one_of_the_wheel_will_do(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("PATH", str(tmp_path))
    assert (await found("")).path.is_file()


async def test_one_that_is_chosen_comes_before_one_on_the_path_and_that_before_the_wheels(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    chosen = a_program(tmp_path / "mine", GOOD)
    on_path = a_program(tmp_path / "bin" / "ffmpeg", GOOD.replace("6.1.1", "n7.0-2-gabc"))
    monkeypatch.setenv("PATH", f"{on_path.parent}:/usr/bin:/bin")
    assert (await found(str(chosen))).path == chosen
    there = await found("")
    assert (there.path, there.version) == (on_path, "n7.0-2-gabc")


@pytest.mark.parametrize(
    ("says", "why"),
    [
        ("hello", "is no FFmpeg that runs"),
        (GOOD.replace("6.1.1", "4.4.2-0ubuntu0.22.04.1"), "is FFmpeg 4.4.2-0ubuntu0.22.04.1, which is too old"),
        (GOOD.replace("--enable-libx264", ""), "was built without libx264"),
    ],
    ids=["no FFmpeg", "too old", "without x264"],
)
async def test_one_that_will_not_do_is_refused_with_the_reason_and_what_to_do(
    says: str, why: str, tmp_path: Path
) -> None:
    program = a_program(tmp_path / "ffmpeg", says)
    with pytest.raises(CannotOpen) as refusal:
        await found(str(program))
    assert f"{program} {why}" in str(refusal.value)
    assert "ODDIYA_FFMPEG" in str(refusal.value)


async def test_one_on_the_path_that_will_not_do_gives_way_to_the_wheels(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    old = a_program(tmp_path / "ffmpeg", GOOD.replace("6.1.1", "4.4.2"))
    monkeypatch.setenv("PATH", f"{tmp_path}:/usr/bin:/bin")
    assert (await found("")).path != old


async def test_without_any_it_is_said_what_to_do(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("PATH", str(tmp_path))
    monkeypatch.setattr(binary, "_in_wheel", lambda: None)
    with pytest.raises(CannotOpen, match="there is no FFmpeg: install FFmpeg 5 or newer"):
        await found("")
    with pytest.raises(CannotOpen, match="where there is no program"):
        await found("nowhere")


async def test_one_that_says_nothing_for_long_is_none(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    program = tmp_path / "ffmpeg"
    program.write_text("#!/bin/sh\nexec sleep 60\n")
    program.chmod(0o755)
    monkeypatch.setattr(binary, "PATIENCE", 0.05)
    with pytest.raises(CannotOpen, match="is no FFmpeg that runs"):
        await found(str(program))
