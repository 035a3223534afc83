"""What every workshop promises."""

import asyncio
import json
import os
import resource
import subprocess
import sys
import threading
from collections.abc import AsyncIterator, Awaitable, Callable, Iterator, Sequence
from contextlib import aclosing, contextmanager
from pathlib import Path

import pytest

from core.errors import NoAnswer, Unavailable
from ports.workshop import Folder, TooLarge, Workshop
from tests.conftest import OpenAdapter
from tests.contract.enrolled import enrolled
from tests.processes import ROOT

MEGABYTE = 1024 * 1024
ANOTHER_PROCESS = """
import asyncio, json, sys
from contextlib import AsyncExitStack
from composition.opener import Opener
from composition.settings import Settings

async def work():
    async with AsyncExitStack() as stack:
        workshop = await Opener(Settings.read(json.loads(sys.argv[1])), stack).open("workshop")
        async with workshop.folder() as folder:
            (folder.path / "film.mp4").write_bytes(b"film")
            print(folder.path / "film.mp4", flush=True)
            await asyncio.Event().wait()

asyncio.run(work())
"""
OpenWorkshop = Callable[[], Awaitable[Workshop]]


@pytest.fixture(params=enrolled("workshop"))
def open_workshop(request: pytest.FixtureRequest, open_adapter: OpenAdapter) -> OpenWorkshop:
    async def open_it() -> Workshop:
        opened: Workshop = await open_adapter(request.param)
        return opened

    return open_it


@pytest.fixture
async def workshop(open_workshop: OpenWorkshop) -> Workshop:
    return await open_workshop()


@pytest.fixture
async def folder(workshop: Workshop) -> AsyncIterator[Folder]:
    async with workshop.folder() as lent:
        yield lent


async def in_chunks(*chunks: bytes) -> AsyncIterator[bytes]:
    for chunk in chunks:
        yield chunk


async def breaking_off(*chunks: bytes) -> AsyncIterator[bytes]:
    for chunk in chunks:
        yield chunk
    raise NoAnswer(what="the store")


async def all_of(folder: Folder, file: Path) -> Sequence[bytes]:
    return [piece async for piece in folder.read(file)]


def names_in(folder: Folder) -> Sequence[str]:
    return sorted(path.name for path in folder.path.iterdir())


def open_files() -> int:
    return sum(1 for _ in Path("/dev/fd").iterdir())


@contextmanager
def files_of_at_most(size: int) -> Iterator[None]:
    """Let the system refuse more, as a full disk does."""
    soft, hard = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (size, hard))
    try:
        yield
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, (soft, hard))


async def test_a_folder_is_empty_at_first_and_gone_with_everything_in_it(workshop: Workshop) -> None:
    async with workshop.folder() as folder:
        assert names_in(folder) == []
        await folder.keep("1.jpg", in_chunks(b"photo"), at_most=5)
        (folder.path / "deeper" / "still").mkdir(parents=True)
        (folder.path / "deeper" / "still" / "film.mp4").write_bytes(b"film")
    assert not folder.path.exists()


async def test_what_nobody_may_write_to_is_gone_as_well(workshop: Workshop, tmp_path: Path) -> None:
    kept = tmp_path / "kept"
    kept.mkdir(mode=0o500)
    async with workshop.folder() as folder:
        deeper = folder.path / "deeper" / "still"
        deeper.mkdir(parents=True)
        (deeper / "film.mp4").write_bytes(b"film")
        (folder.path / "link").symlink_to(kept, target_is_directory=True)
        for path in (deeper / "film.mp4", deeper, deeper.parent, folder.path):
            path.chmod(0o400 if path.is_file() else 0o100)
    assert not folder.path.exists()
    assert kept.stat().st_mode & 0o777 == 0o500


async def test_a_folder_is_gone_after_a_failure(workshop: Workshop) -> None:
    with pytest.raises(ZeroDivisionError):
        async with workshop.folder() as folder:
            (folder.path / "film.mp4").write_bytes(b"film")
            raise ZeroDivisionError
    assert not folder.path.exists()


async def test_a_folder_is_gone_after_a_cancellation_however_often_repeated(workshop: Workshop) -> None:
    lent: asyncio.Future[Folder] = asyncio.get_running_loop().create_future()

    async def work() -> None:
        async with workshop.folder() as folder:
            for number in range(200):
                (folder.path / f"{number}").touch()
            lent.set_result(folder)
            await asyncio.Event().wait()

    working = asyncio.create_task(work())
    folder = await lent
    while not working.done():
        working.cancel()
        await asyncio.sleep(0)
    assert working.cancelled()
    assert not folder.path.exists()


async def test_folders_are_apart(workshop: Workshop) -> None:
    async with workshop.folder() as one, workshop.folder() as other:
        kept = await one.keep("1.jpg", in_chunks(b"one"), at_most=9)
        await other.keep("1.jpg", in_chunks(b"other"), at_most=9)
        assert kept.read_bytes() == b"one"


async def test_a_folder_is_readable_and_writable_by_this_user_only(folder: Folder) -> None:
    kept = await folder.keep("1.jpg", in_chunks(b"photo"), at_most=9)
    assert folder.path.is_absolute()
    assert (folder.path.stat().st_mode & 0o777, kept.stat().st_mode & 0o777) == (0o700, 0o600)
    assert kept.stat().st_uid == os.geteuid()


@pytest.mark.parametrize(
    "chunks",
    [(), (b"",), (b"photo",), (b"ph", b"", b"oto"), (b"x" * (3 * MEGABYTE), b"y"), (b"z" * 70_000,) * 40],
    ids=["nothing", "empty", "small", "pieces", "large", "many"],
)
async def test_a_file_is_kept_and_read_as_it_came(folder: Folder, chunks: Sequence[bytes]) -> None:
    whole = b"".join(chunks)
    file = await folder.keep("1.jpg", in_chunks(*chunks), at_most=len(whole))
    assert file == folder.path / "1.jpg"
    assert file.read_bytes() == whole
    assert b"".join(await all_of(folder, file)) == whole


async def test_a_file_takes_the_place_of_one_that_has_its_name(folder: Folder) -> None:
    await folder.keep("1.jpg", in_chunks(b"a longer one"), at_most=99)
    file = await folder.keep("1.jpg", in_chunks(b"short"), at_most=99)
    assert (file.read_bytes(), names_in(folder)) == (b"short", ["1.jpg"])


@pytest.mark.parametrize("name", ["...", "-rf", "한 장 🌊.jpg", "a\nb", "'; DROP", "%s", "\\", "x" * 200], ids=range(8))
async def test_a_name_may_be_strange(folder: Folder, name: str) -> None:
    file = await folder.keep(name, in_chunks(b"photo"), at_most=9)
    assert (file.read_bytes(), names_in(folder)) == (b"photo", [name])


@pytest.mark.parametrize("name", ["", ".", "..", "a/b", "/etc/passwd", "../1.jpg", "a/", "a\0b"], ids=range(8))
async def test_a_name_is_simple(folder: Folder, name: str) -> None:
    with pytest.raises(ValueError, match="simple name"):
        await folder.keep(name, in_chunks(b"photo"), at_most=9)
    assert names_in(folder) == []


@pytest.mark.parametrize("size", [6, 2 * MEGABYTE, 5 * MEGABYTE])
async def test_more_than_there_may_be_is_too_large_and_leaves_nothing(folder: Folder, size: int) -> None:
    with pytest.raises(TooLarge) as refused:
        await folder.keep("1.jpg", in_chunks(b"12345", b"x" * (size - 5)), at_most=size - 1)
    assert refused.value.at_most == size - 1
    assert names_in(folder) == []


async def test_an_endless_file_is_not_waited_for(folder: Folder) -> None:
    given = 0

    async def endless() -> AsyncIterator[bytes]:
        nonlocal given
        while True:
            given += 1
            yield b"x" * 65_536

    with pytest.raises(TooLarge):
        await folder.keep("1.jpg", endless(), at_most=3 * MEGABYTE)
    assert given <= 5 * MEGABYTE // 65_536


@pytest.mark.parametrize("before", [(), (b"old",)], ids=["nothing", "an-old-one"])
async def test_a_file_that_breaks_off_leaves_what_was_there(folder: Folder, before: Sequence[bytes]) -> None:
    for old in before:
        await folder.keep("1.jpg", in_chunks(old), at_most=9)
    with pytest.raises(NoAnswer):
        await folder.keep("1.jpg", breaking_off(b"x" * 2 * MEGABYTE), at_most=9 * MEGABYTE)
    assert [(folder.path / name).read_bytes() for name in names_in(folder)] == list(before)


async def test_a_full_disk_is_unavailable_and_leaves_nothing(folder: Folder) -> None:
    with files_of_at_most(MEGABYTE), pytest.raises(Unavailable) as refused:
        await folder.keep("1.jpg", in_chunks(b"x" * 3 * MEGABYTE), at_most=9 * MEGABYTE)
    assert refused.value.what == "the disk"
    assert names_in(folder) == []


async def test_who_stops_waiting_leaves_nothing(folder: Folder) -> None:
    async def hesitating() -> AsyncIterator[bytes]:
        yield b"x" * 2 * MEGABYTE
        await asyncio.Event().wait()

    keeping = asyncio.create_task(folder.keep("1.jpg", hesitating(), at_most=9 * MEGABYTE))
    while not names_in(folder):
        await asyncio.sleep(0.001)
    keeping.cancel()
    with pytest.raises(asyncio.CancelledError):
        await keeping
    assert names_in(folder) == []


async def test_reading_holds_a_bounded_part(folder: Folder) -> None:
    file = folder.path / "film.mp4"
    file.write_bytes(b"x" * 5 * MEGABYTE)
    pieces = await all_of(folder, file)
    assert max(map(len, pieces)) <= MEGABYTE
    assert sum(map(len, pieces)) == 5 * MEGABYTE


async def test_who_stops_reading_lets_go_of_the_file(folder: Folder) -> None:
    file = folder.path / "film.mp4"
    file.write_bytes(b"x" * 5 * MEGABYTE)
    before = open_files()
    async with aclosing(folder.read(file)) as pieces:  # type: ignore[type-var]  # every adapter's is a generator
        await anext(pieces)
    assert open_files() == before


async def test_only_what_is_below_the_folder_is_read(workshop: Workshop, folder: Folder, tmp_path: Path) -> None:
    outside = tmp_path / "secret"
    outside.write_bytes(b"secret")
    (folder.path / "link").symlink_to(outside)
    async with workshop.folder() as other:
        file = await other.keep("1.jpg", in_chunks(b"photo"), at_most=9)
        for path in (outside, file, folder.path / ".." / other.path.name / "1.jpg", folder.path / "link"):
            with pytest.raises(ValueError, match="not in"):
                await all_of(folder, path)


async def test_a_file_that_is_gone_is_unavailable(folder: Folder) -> None:
    with pytest.raises(Unavailable):
        await all_of(folder, folder.path / "gone.mp4")


async def test_the_loop_goes_on_while_a_disk_takes_its_time(folder: Folder) -> None:
    pipe = folder.path / "slow"
    os.mkfifo(pipe)
    slow = threading.Timer(0.2, lambda: pipe.write_bytes(b"at last"))
    slow.start()
    reading = asyncio.create_task(all_of(folder, pipe))
    await asyncio.sleep(0.01)
    assert not reading.done()
    assert await reading == [b"at last"]
    slow.join()


async def test_workshops_that_open_at_once_leave_each_other_in_peace(open_workshop: OpenWorkshop) -> None:
    workshops = await asyncio.gather(*(open_workshop() for _ in range(12)))
    for workshop in workshops:
        async with workshop.folder() as folder:
            assert names_in(folder) == []


async def test_folders_of_the_dead_are_removed_and_those_of_the_living_stay(
    request: pytest.FixtureRequest, open_workshop: OpenWorkshop, tmp_path: Path
) -> None:
    told = {
        "ODDIYA_HOME": str(tmp_path / "home"),
        "ODDIYA_WORKSHOP": request.node.callspec.params["open_workshop"].name,
    }
    another = await asyncio.create_subprocess_exec(
        sys.executable, "-c", ANOTHER_PROCESS, json.dumps(told), cwd=ROOT, stdout=subprocess.PIPE
    )
    assert another.stdout is not None
    file = Path((await another.stdout.readline()).decode().strip())
    await open_workshop()
    assert file.read_bytes() == b"film"
    another.kill()
    await another.wait()
    await open_workshop()
    assert not file.exists()
    assert not file.parent.exists()


async def test_folders_of_the_living_stay_when_another_workshop_opens(open_workshop: OpenWorkshop) -> None:
    first = await open_workshop()
    async with first.folder() as folder:
        file = await folder.keep("1.jpg", in_chunks(b"photo"), at_most=9)
        for _ in range(3):
            await open_workshop()
        assert file.read_bytes() == b"photo"
