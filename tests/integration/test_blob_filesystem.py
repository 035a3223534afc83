"""Blobs as files: what must be true of the folder itself, also after crashes, races and full disks."""

import asyncio
import os
import signal
from collections.abc import AsyncIterator, Iterable
from datetime import timedelta
from pathlib import Path
from typing import cast

import pytest
from hypothesis import given
from hypothesis import strategies as st

from adapters.filesystem.blob_paths import path_of
from adapters.filesystem.blob_store import FilesystemBlobStore, check
from adapters.section import CannotOpen
from composition.catalogue import adapters_of
from core.errors import Unavailable
from ports.blob_store import BlobNotFound, BlobStore
from tests.conftest import OpenAdapter
from tests.contract.blobs import PNG, bytes_of, in_chunks, keys_of, put
from tests.processes import python

ENTRY = adapters_of("blob_store")["filesystem"]
ROOT = Path("/root/of/all/blobs")
SEGMENT = st.text("aAbB09._-", min_size=1, max_size=140).filter(lambda text: text not in (".", ".."))
KEY = st.lists(SEGMENT, min_size=1, max_size=4).map("/".join).filter(lambda text: len(text) <= 512)


@pytest.fixture
def home(tmp_path: Path) -> Path:
    return tmp_path / "home"


@pytest.fixture
async def store(open_adapter: OpenAdapter, home: Path) -> FilesystemBlobStore:
    return await opened(open_adapter, home)


async def opened(open_adapter: OpenAdapter, home: Path) -> FilesystemBlobStore:
    return cast(FilesystemBlobStore, await open_adapter(ENTRY, ODDIYA_HOME=str(home)))


def files_in(home: Path) -> list[Path]:
    return [path for path in (home / "blobs").rglob("*") if path.is_file()]


def folders_in(home: Path) -> list[str]:
    return sorted(path.name for path in (home / "blobs").rglob("*") if path.is_dir())


@given(KEY)
def test_a_key_leads_to_a_path_below_the_root_with_names_that_any_disk_takes(key: str) -> None:
    names = path_of(ROOT, key).relative_to(ROOT).parts
    assert all(len(name) <= 143 and name not in (".", "..") and name == name.lower() for name in names)
    assert os.path.normpath(path_of(ROOT, key)) == str(path_of(ROOT, key))


@given(KEY, KEY)
def test_different_keys_have_different_paths_and_none_is_the_folder_of_another(one: str, two: str) -> None:
    first, second = path_of(ROOT, one), path_of(ROOT, two)
    assert (first == second) == (one == two)
    assert second not in first.parents


async def test_nothing_is_left_of_what_failed_was_cancelled_or_aborted(store: BlobStore, home: Path) -> None:
    async def failing() -> AsyncIterator[bytes]:
        yield bytes(3_000_000)
        raise LookupError

    async def endless() -> AsyncIterator[bytes]:
        while True:
            yield bytes(1_000_000)

    with pytest.raises(LookupError):
        await store.write("a/b", failing(), content_type=PNG)
    for seconds in (0.0, 0.001, 0.003, 0.01, 0.03, 0.1):
        with pytest.raises(TimeoutError):
            await asyncio.wait_for(store.write("a/b", endless(), content_type=PNG), seconds)
    upload = await store.begin_upload("a/b", content_type=PNG)
    await upload.part(1, b"x")
    await upload.abort()
    assert files_in(home) == []
    assert folders_in(home) == ["drafts", "objects", "uploads"]


async def test_nothing_but_the_object_is_left_of_a_complete_upload(store: BlobStore, home: Path) -> None:
    upload = await store.begin_upload("a", content_type=PNG)
    await upload.part(1, b"x")
    await upload.complete()
    assert [path.name for path in files_in(home)] == ["a"]


async def test_empty_folders_do_not_stay(store: BlobStore, home: Path) -> None:
    for key in ("a/b/c/d", "a/b/e", "f/g", "f/h"):
        await put(store, key)
    await store.delete(["a/b/c/d", "a/missing/x"])
    await store.delete_prefix("f")
    assert folders_in(home) == ["a+", "b+", "drafts", "objects", "uploads"]


async def test_only_the_owner_may_look_into_the_folder(store: BlobStore, home: Path) -> None:
    await put(store, "a/b")
    await (await store.begin_upload("a/c", content_type=PNG)).part(1, b"x")

    async def looking() -> AsyncIterator[bytes]:
        yield b"y"
        files = files_in(home)
        assert [path.suffix for path in files].count(".key") == 1
        assert {path.stat().st_mode & 0o777 for path in files} == {0o600}

    await store.write("a/d", looking(), content_type=PNG)
    assert (home / "blobs").stat().st_mode & 0o777 == 0o700
    assert {path.stat().st_mode & 0o777 for path in files_in(home)} == {0o600}


async def test_the_bytes_of_an_object_lie_at_the_beginning_of_its_file(store: BlobStore, home: Path) -> None:
    await put(store, "photos/sea.png", b"\x89PNG and so on")
    assert (home / "blobs/objects/photos+/sea.png").read_bytes().startswith(b"\x89PNG and so on")


async def test_files_that_are_no_objects_are_passed_over(store: BlobStore, home: Path) -> None:
    await put(store, "a/b")
    folder = home / "blobs" / "objects"
    for name in ("c", ".DS_Store", "Thumbs.db", "a+/notes.txt", "x~", "~", "+"):
        (folder / name).write_bytes(b"not written by Oddiya")
    (folder / "empty").touch()
    (folder / "folder").mkdir()
    (folder / os.fsdecode(b"not-\xff-utf-8")).touch()
    os.mkfifo(folder / "pipe")
    assert await keys_of(store) == ["a/b"]


async def test_links_lead_neither_in_circles_nor_elsewhere(store: BlobStore, home: Path, tmp_path: Path) -> None:
    await put(store, "a/b")
    folder = home / "blobs" / "objects"
    elsewhere = tmp_path / "elsewhere"
    elsewhere.mkdir()
    (elsewhere / "d").write_bytes((folder / "a+" / "b").read_bytes())
    for name, place in (("circle+", folder), ("elsewhere+", elsewhere), ("c", elsewhere / "d"), ("e", elsewhere)):
        (folder / "a+" / name).symlink_to(place)
    assert await keys_of(store) == ["a/b"]
    assert await store.delete_prefix("a/") == 1
    assert (elsewhere / "d").exists()


@pytest.mark.parametrize("end", [b"{}", b"[]", b"{", b"\xff", b'{"modified_at": "noon"}', None])
async def test_a_file_that_the_disk_has_spoilt_is_no_object(store: BlobStore, home: Path, end: bytes | None) -> None:
    await put(store, "a")
    length = len(end) if end is not None else 2**32 - 1
    (home / "blobs" / "objects" / "b").write_bytes((end or b"") + length.to_bytes(4, "big") + b"oddiya-1")
    assert await keys_of(store) == ["a"]
    with pytest.raises(BlobNotFound):
        await store.head("b")


async def test_of_what_is_unfinished_only_that_is_swept_out_at_the_next_start_which_nobody_can_find(
    store: BlobStore, open_adapter: OpenAdapter, home: Path
) -> None:
    await put(store, "kept")
    upload = await store.begin_upload("old", content_type=PNG)
    await upload.part(1, b"data")
    drafts, uploads = home / "blobs" / "drafts", home / "blobs" / "uploads"
    for name in ("half", "half.key", "unknown", "young", "gone.key"):
        (drafts / name).write_bytes(b"old/half")
    _leave_folders(uploads, key=None, empty="", strange=b"\xff", outside="../x", folded=Path("key"))
    _make_old(path for path in (*drafts.rglob("*"), *uploads.rglob("*")) if path.name != "young")
    found = [(one.key, one.upload_id.split("/")[0]) async for one in store.unfinished()]
    assert sorted(found) == [("old", "uploads"), ("old/half", "drafts")]
    await opened(open_adapter, home)
    assert {path.name for path in drafts.iterdir()} == {"half", "half.key", "young"}
    assert [(folder / "key").read_text() for folder in uploads.iterdir()] == ["old"]
    await upload.complete()
    async for one in store.unfinished():
        await store.abandon(one)
    assert sorted(path.name for path in files_in(home)) == ["kept", "old", "young"]


def _leave_folders(uploads: Path, **labels: bytes | str | Path | None) -> None:
    """Leave folders of uploads as nobody begins them; the label of one is a folder."""
    for name, label in labels.items():
        (uploads / name).mkdir()
        if isinstance(label, Path):
            (uploads / name / label).mkdir()
        elif label is not None:
            (uploads / name / "key").write_bytes(label if isinstance(label, bytes) else label.encode())


def _make_old(paths: Iterable[Path]) -> None:
    for path in paths:
        then = path.stat().st_mtime - timedelta(days=2).total_seconds()
        os.utime(path, (then, then))


async def test_a_home_that_cannot_be_is_told_in_one_line(open_adapter: OpenAdapter, tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    key = "0" * 64
    with pytest.raises(CannotOpen, match=r"the blobs cannot be kept in .*/file/blobs: Not a directory"):
        await open_adapter(ENTRY, ODDIYA_HOME=str(tmp_path / "file"), ODDIYA_SIGNING_KEY=key)


async def test_writers_and_deleters_next_door_do_not_stand_in_each_others_way(
    store: BlobStore, open_adapter: OpenAdapter, home: Path
) -> None:
    other = await opened(open_adapter, home)

    async def write(number: int) -> None:
        for _ in range(100):
            await put(store, f"a/b/c/{number}", b"x")
            await store.delete([f"a/b/c/{number}"])

    async def sweep() -> None:
        for _ in range(200):
            await other.delete_prefix("a/")
            await keys_of(other, "a/")

    await asyncio.gather(write(1), write(2), write(3), sweep())
    assert folders_in(home) == ["drafts", "objects", "uploads"]


FULL = """
import asyncio, resource, sys
from contextlib import AsyncExitStack
from composition.opener import Opener
from composition.settings import Settings
from core.errors import Unavailable

async def chunks(size):
    for _ in range(size // 100_000):
        yield bytes(100_000)

async def main():
    async with AsyncExitStack() as stack:
        store = await Opener(Settings.read(), stack).open("blob_store")
        await store.write("kept", chunks(500_000), content_type="image/png")
        resource.setrlimit(resource.RLIMIT_FSIZE, (2_000_000, resource.RLIM_INFINITY))
        for attempt in (lambda: store.write("kept", chunks(5_000_000), content_type="image/png"),
                        lambda: store.write("new", chunks(5_000_000), content_type="image/png")):
            try:
                await attempt()
            except Unavailable as full:
                print(full, flush=True)
        upload = await store.begin_upload("new", content_type="image/png")
        try:
            await upload.part(1, bytes(5_000_000))
        except Unavailable as full:
            print(full, flush=True)
        await upload.abort()
        print((await store.head("kept")).size, [blob.key async for blob in store.list()], flush=True)

asyncio.run(main())
"""


def test_a_full_disk_is_unavailable_and_leaves_nothing_behind(home: Path) -> None:
    environment = {"ODDIYA_HOME": str(home), "ODDIYA_PROFILE": "embedded"}
    with python(FULL, environment=environment) as program:
        for _ in range(3):
            assert program.line() == "the disk (File too large) is not available right now; try again in 1 s"
        assert program.line() == "500000 ['kept']"
    assert [path.name for path in files_in(home) if path.parent.name != "keys"] == ["kept"]


WRITING = """
import asyncio
from contextlib import AsyncExitStack
from composition.opener import Opener
from composition.settings import Settings

async def chunks(letter):
    for _ in range(30):
        yield letter * 100_000

async def main():
    async with AsyncExitStack() as stack:
        store = await Opener(Settings.read(), stack).open("blob_store")
        await store.write("a/film", chunks(b"0"), content_type="text/x-0")
        print("writing", flush=True)
        while True:
            for letter in (b"1", b"2"):
                await store.write("a/film", chunks(letter), content_type=f"text/x-{letter.decode()}")

asyncio.run(main())
"""


async def test_a_writer_that_is_killed_leaves_one_whole_object(
    store: BlobStore, open_adapter: OpenAdapter, home: Path
) -> None:
    for number in range(8):
        with python(WRITING, environment={"ODDIYA_HOME": str(home), "ODDIYA_PROFILE": "embedded"}) as writer:
            assert writer.line() == "writing"
            await asyncio.sleep(number * 0.013)
            writer.kill(signal.SIGKILL)
        blob = await store.head("a/film")
        data = await bytes_of(store, "a/film")
        letter = data[:1]
        assert data == letter * 3_000_000
        assert blob.content_type == f"text/x-{letter.decode()}"
        assert await keys_of(store) == ["a/film"]
    left = [one async for one in store.unfinished()]
    assert {one.key for one in left} == {"a/film"}
    for one in left:
        await store.abandon(one)
    # A writer may also have died before it said what for, or after its file had taken its place.
    _make_old(path for path in files_in(home) if path.parent.name == "drafts")
    await opened(open_adapter, home)
    assert [path.name for path in files_in(home)] == ["film"]


async def test_the_store_is_ready_as_long_as_the_disk_takes_files(store: FilesystemBlobStore, home: Path) -> None:
    await check(store)
    assert files_in(home) == []
    (home / "blobs" / "drafts").rmdir()
    with pytest.raises(Unavailable):
        await check(store)


async def test_a_copy_is_a_file_of_its_own(store: BlobStore) -> None:
    await store.write("a", in_chunks(b"data"), content_type=PNG)
    await store.copy("a", "b")
    await put(store, "a", b"changed")
    assert await bytes_of(store, "b") == b"data"
