"""Photos made to do harm: each is refused with a reason that a person understands, or drawn, within the limits."""

import asyncio
import ctypes
import os
import signal
import subprocess
import sys
import zlib
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Final

import pytest
from PIL import Image

from adapters.pillow.asking import Answer, Ask, answer_of, ask_line
from adapters.pillow.crew import COMMAND, ROOT, Crew, Terms, crew
from adapters.pillow.photo_reader import PillowPhotoReader
from adapters.wire.children.limits import Limits
from core.errors import Unavailable
from core.video.model.canvas import Canvas
from core.video.model.errors import BrokenPhoto
from core.video.model.timeline import Box, Picture, Text
from tests import photos
from tests.photos import KINDS, NO_PHOTOS
from tests.waiting import until

CANVAS: Final = Canvas(width=48, height=32)
DRAWN: Final = "drawn"


@asynccontextmanager
async def reading(*, parallel: int = 1, **terms: float | Limits) -> AsyncIterator[tuple[PillowPhotoReader, Crew]]:
    async with crew(parallel=parallel, terms=Terms(**terms)) as programs:  # type: ignore[arg-type]  # by their names
        yield PillowPhotoReader(crew=programs), programs


async def outcome(reader: PillowPhotoReader, photo: Path) -> str:
    """Return why the photo is refused, or that it is drawn."""
    target = photo.with_name(f"{photo.name[:40]}.rgb")
    drawing = reader.draw(Picture(photo=0), photo, number=3, canvas=CANVAS, target=target)
    (end,) = await asyncio.gather(drawing, return_exceptions=True)
    if isinstance(end, BrokenPhoto):
        assert (end.number, target.exists()) == (3, False)
        return end.reason
    if isinstance(end, BaseException):
        raise end
    assert target.stat().st_size == 48 * 32 * 3
    target.unlink()
    return DRAWN


def hostile() -> Mapping[str, tuple[bytes, set[str]]]:
    """Return files, and what may become of each."""
    no_photo = {"is no photo: JPEG, PNG, WebP, AVIF and HEIC are"}
    too_large = {f"is {side} x {side} pixels large: 100 million pixels are the most" for side in (20_000, 60_000)}
    refused = {"is damaged", "is cut off", "is too large: 100 million pixels are the most"} | too_large
    any_end = refused | {DRAWN}
    text = photos.png_chunk(b"zTXt", b"Comment\0\0" + zlib.compress(bytes(50_000_000), 1))
    profile = photos.png_chunk(b"iCCP", b"P\0\0" + zlib.compress(bytes(50_000_000), 1))
    many = photos.png_chunk(b"tEXt", b"Comment\0" + b"x" * 60_000) * 100
    files = {name: (file, no_photo) for name, file in NO_PHOTOS.items() if file}
    files["nothing"] = b"", {"is empty"}
    for name, make in KINDS.items():
        file = make()
        files[f"{name}, its first half"] = file[: len(file) // 2], refused
        files[f"{name}, its beginning"] = file[:40], refused
        files[f"{name}, with flipped bits"] = photos.flipped(file, 37), any_end
    for side in (20_000, 60_000):
        files[f"PNG of {side}"] = photos.png_claiming(side, side), too_large
        files[f"JPEG of {side}"] = photos.jpeg_claiming(side, side), too_large
        for kind in ("AVIF", "HEIC"):
            files[f"{kind} of {side}"] = photos.box_claiming(KINDS[kind](), side, side), refused
    files["AVIF of 2^31"] = photos.box_claiming(KINDS["AVIF"](), 2**31 - 1, 2**31 - 1), refused
    files["HEIC of nothing"] = photos.box_claiming(KINDS["HEIC"](), 0, 0), refused
    return files | {
        "PNG that unfolds": (photos.png_claiming(9, 9, rows=5_000_000), any_end),
        "text that unfolds": (photos.png_claiming(9, 9, rows=9, extra=text), refused),
        "profile that unfolds": (photos.png_claiming(9, 9, rows=9, extra=profile), refused),
        "many texts": (photos.png_claiming(9, 9, rows=9, extra=many), any_end),
        "huge profile": (photos.jpeg(icc_profile=bytes(12_000_000)), {DRAWN}),
        "broken EXIF": (photos.jpeg(exif=b"Exif\0\0II*\0\xff\xff\xff\xff"), {DRAWN}),
        "one pixel": (photos.png(Image.new("RGB", (1, 1))), {DRAWN}),
        "a line": (photos.jpeg(Image.new("L", (20_000, 1))), {DRAWN}),
        "a JPEG behind a GIF's name": (b"GIF89a" + photos.jpeg(), no_photo),
    }


async def test_hostile_files_are_refused_in_words_or_drawn(tmp_path: Path) -> None:
    async with reading(parallel=2) as (reader, _):

        async def check(number: int, name: str, file: bytes, ends: set[str]) -> tuple[str, str] | None:
            photo = tmp_path / f"{number}.jpg"
            photo.write_bytes(file)
            end = await outcome(reader, photo)
            return None if end in ends else (name, end)

        files = hostile()
        surprises = await asyncio.gather(
            *(check(number, name, file, ends) for number, (name, (file, ends)) in enumerate(files.items()))
        )
        assert [surprise for surprise in surprises if surprise] == []


async def test_what_is_no_plain_file_is_not_opened(tmp_path: Path) -> None:
    secret = tmp_path / "secret"
    secret.write_bytes(photos.jpeg())
    (tmp_path / "folder").mkdir()
    (tmp_path / "link").symlink_to(secret)
    os.mkfifo(tmp_path / "pipe")
    async with reading() as (reader, _):
        ends = [await outcome(reader, tmp_path / name) for name in ("folder", "link", "pipe", "nothing", "n" * 300)]
    assert ends == ["is no file", "cannot be read", "is no file", "cannot be read", "cannot be read"]


async def test_a_photo_that_needs_too_much_memory_is_broken_and_harms_no_other(tmp_path: Path) -> None:
    large, small = tmp_path / "large", tmp_path / "small"
    large.write_bytes(photos.png_claiming(10_000, 10_000))
    small.write_bytes(photos.jpeg())
    narrow = Limits(memory=128 << 20, cpu_seconds=30, file_bytes=1 << 20)
    async with reading(limits=narrow) as (reader, _):
        assert await outcome(reader, large) == "takes more memory than a photo may"
        assert await outcome(reader, small) == DRAWN


async def test_a_picture_larger_than_a_file_may_be_is_nobodys_fault(tmp_path: Path) -> None:
    photo = tmp_path / "photo"
    photo.write_bytes(photos.jpeg())
    narrow = Limits(memory=1 << 30, cpu_seconds=30, file_bytes=1024)
    async with reading(limits=narrow) as (reader, _):
        with pytest.raises(Unavailable, match=r"the disk \(File too large\)"):
            await outcome(reader, photo)
    assert [file.name for file in tmp_path.iterdir()] == ["photo"]


async def test_a_program_that_hangs_is_replaced(tmp_path: Path) -> None:
    photo = tmp_path / "photo"
    photo.write_bytes(photos.jpeg())
    async with reading() as (reader, programs):
        assert await outcome(reader, photo) == DRAWN
        (member,) = programs._idle
        os.kill(member._child.pid, signal.SIGSTOP)
        patient, programs._terms = programs._terms, Terms(deadline=0.1)
        assert await outcome(reader, photo) == "takes too long to read"
        programs._terms = patient
        with pytest.raises(ProcessLookupError):
            os.kill(member._child.pid, 0)
        assert await outcome(reader, photo) == DRAWN


async def test_a_program_that_was_killed_while_idle_is_replaced_at_once(tmp_path: Path) -> None:
    photo = tmp_path / "photo"
    photo.write_bytes(photos.jpeg())
    async with reading() as (reader, programs):
        assert await outcome(reader, photo) == DRAWN
        os.kill(programs._idle[0]._child.pid, signal.SIGKILL)
        assert await outcome(reader, photo) == DRAWN


async def test_a_program_that_cannot_begin_is_not_the_photos_fault(tmp_path: Path) -> None:
    photo = tmp_path / "photo"
    photo.write_bytes(photos.jpeg())
    async with reading(limits=Limits(memory=1 << 22, cpu_seconds=30, file_bytes=1 << 20)) as (reader, _):
        with pytest.raises(Unavailable, match="the program that draws photos"):
            await outcome(reader, photo)


async def test_programs_end_when_nobody_asks_and_when_the_reader_closes(tmp_path: Path) -> None:
    photo = tmp_path / "photo"
    photo.write_bytes(photos.jpeg())
    async with reading(idle=0.05) as (reader, programs):
        assert await outcome(reader, photo) == DRAWN

        async def none_left() -> bool:
            return not programs._all

        await until(none_left)
        assert await outcome(reader, photo) == DRAWN
        (member,) = programs._all
    with pytest.raises(ProcessLookupError):
        os.kill(member._child.pid, 0)


def test_the_program_answers_line_by_line_and_ends_when_nobody_asks_any_more(tmp_path: Path) -> None:
    photo, target = tmp_path / "photo", tmp_path / "raw"
    photo.write_bytes(photos.jpeg())
    (tmp_path / "text").write_bytes(b"text")
    text = Text(text="x", box=Box(left=0, top=0, width=48, height=32), size=9)
    asks = (
        Ask(photo=photo),
        Ask(photo=tmp_path / "text"),
        Ask(photo=photo, picture=Picture(photo=0), size=(48, 32), target=target),
        Ask(photo=photo, picture=Picture(photo=0), size=(48, 32), target=target),
        Ask(texts=(text,), size=(48, 32), target=tmp_path / "words"),
    )
    lines = b"".join(ask_line(ask) for ask in asks)
    ended = subprocess.run(COMMAND, input=lines, capture_output=True, timeout=30, check=True)
    assert [answer_of(line) for line in ended.stdout.splitlines()] == [
        Answer(size=photos.SIZE),
        Answer(broken="is no photo: JPEG, PNG, WebP, AVIF and HEIC are"),
        Answer(size=(48, 32)),
        Answer(failed="the disk (File exists)"),
        Answer(size=(48, 32)),
    ]
    assert (target.stat().st_size, (tmp_path / "words").stat().st_size) == (48 * 32 * 3, 48 * 32 * 4)


def has_landlock() -> bool:
    return sys.platform == "linux" and int(ctypes.CDLL(None).syscall(444, None, 0, 1)) > 0


def said_by(program: str) -> list[str]:
    """Return the lines that a program of ours prints."""
    command = [sys.executable, "-I", "-c", f"import sys; sys.path.insert(0, {str(ROOT)!r})\n{program}"]
    return subprocess.run(command, capture_output=True, text=True, timeout=30, check=False).stdout.splitlines()


def test_whatever_becomes_of_a_fork_is_told_and_the_next_one_works() -> None:
    assert said_by(
        "import os, signal\n"
        "from adapters.pillow.apart import Lost, apart\n"
        "def ends(signal): return lambda: os.kill(os.getpid(), signal)\n"
        "for work in [*map(ends, (signal.SIGSEGV, signal.SIGKILL, signal.SIGXCPU)), lambda: 1 / 0, lambda: b'']:\n"
        "    try: apart(work)\n"
        "    except Lost as lost: print(lost.reason)\n"
        "print(apart(lambda: b'well'))\n"
    ) == [
        "is damaged",
        "takes more memory than a photo may",
        "takes too long to read",
        "is damaged",
        "is damaged",
        "b'well'",
    ]


@pytest.mark.skipif(not has_landlock(), reason="this kernel keeps nobody from files")
def test_behind_the_fence_there_are_no_other_files_no_network_and_no_programs(tmp_path: Path) -> None:
    (tmp_path / "open").mkdir()
    (tmp_path / "open" / "file").write_text("may be read")
    (tmp_path / "secret").write_text("may not be read")
    said = said_by(
        "import os, socket\n"
        "from pathlib import Path\n"
        "from adapters.wire.children.fence import fenced\n"
        f"folder = Path({str(tmp_path)!r})\n"
        "kept = open(folder / 'kept', 'w')\n"
        "fenced([folder / 'open', folder / 'missing'])\n"
        "def tried(work):\n"
        "    try: return work()\n"
        "    except OSError as error: return type(error).__name__\n"
        "print(tried((folder / 'open' / 'file').read_text))\n"
        "print(tried((folder / 'secret').read_text))\n"
        "print(tried(lambda: (folder / 'open' / 'new').write_text('x')))\n"
        "print(tried(lambda: os.unlink(folder / 'secret')))\n"
        "print(kept.write('x'))\n"
        "print(tried(socket.socket))\n"
        "print(tried(lambda: socket.socket(socket.AF_UNIX)))\n"
        "print(tried(lambda: os.execv('/bin/true', ['true'])))\n"
        "sys.stdout.flush(); os._exit(0)\n"
    )
    refused = "PermissionError"
    assert said == ["may be read", refused, refused, refused, "1", refused, refused, refused]
