"""`oddiya frames` extracts frames into a ZIP, or says in a line what is wrong, and leaves nothing half done."""

import asyncio
import os
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from pathlib import Path

import pytest

from composition.cli import main
from composition.frames import command
from composition.frames.command import CommandPorts
from composition.frames.told_lines import report_lines
from composition.settings import Settings
from core.video.model.frames.errors import BrokenVideo
from core.video.model.frames.found import FramesReport
from tests.frames_rig import NO_VIDEO, PaperFrameExtractor
from tests.jobs import a_found_video
from tests.zips import entries_of, manifest_of

Run = Callable[..., tuple[object, str, str]]
LONG = "x" * 300 + ".zip"
ZIP = ["frames/000001.jpg", "frames/000002.jpg", "frames/000003.jpg", "contact-sheet.jpg", "manifest.json"]


@pytest.fixture
def extractor(monkeypatch: pytest.MonkeyPatch) -> PaperFrameExtractor:
    """The extractor that the command finds, in place of the one that the settings choose."""
    paper = PaperFrameExtractor()

    @asynccontextmanager
    async def open_paper(bundle: type[CommandPorts], _: Settings) -> AsyncIterator[CommandPorts]:
        yield bundle(frame_extractor=paper)

    monkeypatch.setattr(command, "open_ports", open_paper)
    return paper


@pytest.fixture
def run(
    monkeypatch: pytest.MonkeyPatch,
    tmp_path: Path,
    capfd: pytest.CaptureFixture[str],
    extractor: PaperFrameExtractor,  # noqa: ARG001 - what the command is to find
) -> Run:
    monkeypatch.chdir(tmp_path)
    Path("clip.mp4").write_bytes(b"a video")

    def run_it(*arguments: str) -> tuple[object, str, str]:
        with pytest.raises(SystemExit) as exit_:
            main(["frames", *arguments])
        told = capfd.readouterr()
        return exit_.value.code, told.out, told.err

    return run_it


def here() -> list[str]:
    return sorted(path.name for path in Path().iterdir())


def test_frames_are_written_into_a_zip_and_told_of(run: Run) -> None:
    status, said, progress = run("clip.mp4", "--every", "1")
    assert status == 0
    assert list(entries_of(Path("frames.zip").read_bytes())) == ZIP
    assert here() == ["clip.mp4", "frames.zip"]
    first, second, third, *rest = said.splitlines()
    assert first == "frames.zip: 3 frames of clip.mp4, 2.1 KiB"
    assert second == "clip.mp4: 2.5 s of 64x96, 75 frames, h264 in mp4"
    assert third.endswith("(all frames decoded) with at most 9 MiB of memory")
    assert rest == ["Nothing at 99 s: it is after the end.", "Note: on paper"]
    assert progress == "extracting frames\n"


@pytest.mark.parametrize(
    ("arguments", "wishes"),
    [
        ([], {"mode": "every", "every": 1.0}),
        (["--every", "0.5", "--width", "320"], {"mode": "every", "every": 0.5, "width": 320}),
        (["--at", "2.5,1,3"], {"mode": "at", "at": [1.0, 2.5, 3.0]}),
        (["--keyframes"], {"mode": "keyframes"}),
        (["--scenes", "--format", "png"], {"mode": "scenes", "format": "png"}),
        (["--best", "--every", "5"], {"mode": "best", "every": 5.0}),
    ],
    ids=" ".join,
)
def test_what_is_asked_for_is_what_is_extracted(run: Run, arguments: list[str], wishes: dict[str, object]) -> None:
    run("clip.mp4", *arguments, "-o", "a.zip")
    assert manifest_of(Path("a.zip").read_bytes())["wishes"] == {"width": None, "format": "jpeg"} | wishes


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["nowhere.mp4"], "there is no file nowhere.mp4"),
        (["\x1b[31m\n.mp4"], r"there is no file '\x1b[31m\n.mp4'"),
        (["x" * 300], f"there is no file {'x' * 300}"),
        (["clip.mp4", "-o", "nowhere/a.zip"], "there is no folder {here}/nowhere"),
        (["clip.mp4", "-o", "folder.zip"], "folder.zip is a folder"),
        (["clip.mp4", "-o", LONG], f"{LONG} cannot be written: File name too long"),
        (["clip.mp4", "-o", "taken.zip"], "taken.zip is there already: --force overwrites it"),
        (["clip.mp4", "-o", "leads-nowhere.zip"], "leads-nowhere.zip is there already: --force overwrites it"),
        (["taken.zip", "-o", "taken.zip", "--force"], "taken.zip is the video itself"),
    ],
)
def test_a_place_where_nothing_can_be_is_named_before_any_work_is_done(
    run: Run, tmp_path: Path, arguments: list[str], said: str
) -> None:
    Path("folder.zip").mkdir()
    Path("taken.zip").write_bytes(b"mine")
    Path("leads-nowhere.zip").symlink_to("nowhere")
    assert run(*arguments) == (f"oddiya: {said.replace('{here}', str(tmp_path))}", "", "")
    assert Path("taken.zip").read_bytes() == b"mine"


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["--every", "0"], "--every 0: must be 0.001 to 86400 seconds"),
        (["--every", "nan"], "--every nan: must be 0.001 to 86400 seconds"),
        (["--every", "1", "--scenes"], "--every 1: a step goes with the modes every and best, not with scenes"),
        (["--at", "1,-2,90000"], "--at -2: must be 0 to 86400 seconds\noddiya: --at 90000: must be 0 to 86400 seconds"),
        (["--at", "1", "--best"], "--at: instants go with the mode at, not with best"),
        (["--width", "9"], "--width 9: must be 16 to 8192"),
    ],
    ids=lambda case: " ".join(case) if isinstance(case, list) else "said",
)
def test_wishes_that_make_no_sense_are_named_by_their_option(run: Run, arguments: list[str], said: str) -> None:
    assert run("clip.mp4", *arguments) == (65, "", f"oddiya: {said}\n")
    assert here() == ["clip.mp4"]


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["--at", "1,a"], "--at: '1,a' is not seconds with commas between them, such as 1,2.5"),
        (["--at", ""], "--at: '' is not seconds with commas between them, such as 1,2.5"),
        (["-o", "a.mp4"], "-o/--out: 'a.mp4' does not end in .zip, as the name of the file has to"),
        (["-o", "."], "-o/--out: '.' does not end in .zip, as the name of the file has to"),
        (["-o", ""], "-o/--out: '' does not end in .zip, as the name of the file has to"),
        (["-o", "s3://x/y.zip"], "-o/--out: 's3://x/y.zip' is no file on this machine, and others are not reached"),
        (["http://x/y"], "VIDEO: 'http://x/y' is no file on this machine, and others are not reached"),
        (["--best", "--scenes"], "--scenes: not allowed with argument --best"),
    ],
    ids=lambda case: " ".join(case) if isinstance(case, list) else "said",
)
def test_what_cannot_be_meant_at_all_is_said_at_once(run: Run, arguments: list[str], said: str) -> None:
    options = arguments if arguments[0].startswith("http") else ["clip.mp4", *arguments]
    status, _, told = run(*options)
    assert (status, told.splitlines()[-1].partition("error: argument ")[2]) == (2, said)


def test_a_file_that_is_no_video_is_told_in_a_line(run: Run) -> None:
    Path("clip.mp4").write_bytes(NO_VIDEO)
    assert run("clip.mp4") == (65, "", "oddiya: the video is none\n")
    assert here() == ["clip.mp4"]


def test_what_is_there_is_overwritten_only_by_force_and_only_by_a_whole_zip(
    run: Run, extractor: PaperFrameExtractor
) -> None:
    async def break_off(_: int) -> None:
        assert [name[:8] for name in here()] == [".oddiya-", "a.zip", "clip.mp4"]
        raise BrokenVideo(reason="is cut off")

    Path("a.zip").write_bytes(b"mine")
    extractor.happens = break_off
    assert run("clip.mp4", "-o", "a.zip", "--force")[0] == 65
    assert (Path("a.zip").read_bytes(), here()) == (b"mine", ["a.zip", "clip.mp4"])
    extractor.happens = None
    assert run("clip.mp4", "-o", "a.zip", "--force")[0] == 0
    assert list(entries_of(Path("a.zip").read_bytes())) == ZIP


def test_whoever_breaks_off_finds_nothing_left(run: Run, extractor: PaperFrameExtractor) -> None:
    async def interrupt(number: int) -> None:
        if number == 2:
            os.kill(os.getpid(), 2)
            await asyncio.Event().wait()

    extractor.happens = interrupt
    assert run("clip.mp4")[0] == 130
    assert (here(), extractor.open) == (["clip.mp4"], 0)


def test_a_zip_that_cannot_be_written_leaves_nothing(run: Run, extractor: PaperFrameExtractor) -> None:
    async def remove(_: int) -> None:
        for draft in Path().glob(".oddiya-*"):
            draft.unlink()

    extractor.happens = remove
    status, *_ = run("clip.mp4")
    assert status == "oddiya: frames.zip cannot be written: No such file or directory"
    assert here() == ["clip.mp4"]


def test_a_dash_writes_to_the_standard_output_and_tells_of_it_beside_that(
    monkeypatch: pytest.MonkeyPatch, run: Run
) -> None:
    with Path("out").open("w") as out:
        monkeypatch.setattr("sys.stdout", out)
        status, _, said = run("clip.mp4", "-o", "-")
    assert status == 0
    assert list(entries_of(Path("out").read_bytes())) == ZIP
    assert said.splitlines()[1] == "stdout: 3 frames of clip.mp4, 2.1 KiB"


def test_a_full_disk_is_called_so(monkeypatch: pytest.MonkeyPatch, run: Run) -> None:
    with Path("/dev/full").open("w") as out:
        monkeypatch.setattr("sys.stdout", out)
        assert run("clip.mp4", "-o", "-")[0] == "oddiya: stdout cannot be written: No space left on device"


def test_a_terminal_is_not_flooded(monkeypatch: pytest.MonkeyPatch, run: Run) -> None:
    monkeypatch.setattr("sys.stdout.isatty", lambda: True)
    assert run("clip.mp4", "-o", "-")[0] == "oddiya: a ZIP is nothing for a terminal: name a file with -o"


def test_what_is_special_about_a_video_is_told() -> None:
    video = a_found_video(rotation=90, hdr=True, steady=False)
    report = FramesReport(video=video, strategy="key frames", frames=1, size=2**20, took=0.25, peak_memory=2**20)
    lines = list(report_lines(report, video=Path("clip.mp4"), out=Path("frames.zip")))
    assert lines[0] == "frames.zip: 1 frame of clip.mp4, 1.0 MiB"
    assert lines[1].endswith("h264 in mp4, turned by 90°, HDR, at a variable rate")
