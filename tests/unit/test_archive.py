"""A ZIP that is written from its beginning to its end is taken by every program that reads ZIPs."""

import io
import zipfile
import zlib
from copy import deepcopy
from pathlib import Path

import pytest

from core.video.model.frames.archive import Archive
from tests.zips import complaints, entries_of

LOCATOR_64 = b"PK\6\7"
HOLE = 4 * 1024**3 + 1
CRC_OF_HOLE = 0x41D912FF  # of so many zeros, which take seconds to go through


def archive_of(entries: dict[str, bytes]) -> bytes:
    archive, whole = Archive(), bytearray()
    for name, data in entries.items():
        whole += archive.entry(name, size=len(data), crc=zlib.crc32(data)) + data
        assert archive.size == len(whole)
    whole += archive.end()
    assert archive.size == len(whole)
    return bytes(whole)


ENTRIES: dict[str, dict[str, bytes]] = {
    "one": {"frames/000001.jpg": b"a frame"},
    "some": {"frames/000001.jpg": b"a frame", "frames/000002.jpg": b"", "manifest.json": b"{}" * 50_000},
    "korean": {"프레임/바다.jpg": b"a frame", "plain.jpg": b"another"},
}


@pytest.mark.parametrize("name", ENTRIES)
def test_what_was_written_is_what_every_program_reads(tmp_path: Path, name: str) -> None:
    whole = archive_of(ENTRIES[name])
    assert entries_of(whole) == ENTRIES[name]
    (tmp_path / "a.zip").write_bytes(whole)
    assert complaints(tmp_path / "a.zip") == {}


def test_an_empty_zip_is_as_empty_as_any(tmp_path: Path) -> None:
    whole = archive_of({})
    with zipfile.ZipFile(other := io.BytesIO(), "w"):
        pass
    assert whole == other.getvalue()
    (tmp_path / "a.zip").write_bytes(whole)
    assert set(complaints(tmp_path / "a.zip")) <= {"unzip"}  # which takes it for a warning that nothing is in it


def test_all_entries_are_of_one_moment_stored_and_readable_by_all() -> None:
    with zipfile.ZipFile(io.BytesIO(archive_of(ENTRIES["korean"]))) as archive:
        korean, plain = archive.infolist()
    assert korean.date_time == plain.date_time == (1980, 1, 1, 0, 0, 0)
    assert korean.compress_type == plain.compress_type == zipfile.ZIP_STORED
    assert korean.external_attr == plain.external_attr == 0o100644 << 16
    assert (korean.flag_bits, plain.flag_bits) == (0x800, 0)  # a name's letters are told where they are not plain
    assert korean.extract_version == plain.extract_version == 10


def test_more_entries_than_the_small_form_can_count_take_the_large_one(tmp_path: Path) -> None:
    archive, whole = Archive(), bytearray()
    for number in range(65_534):
        whole += archive.entry(f"{number:x}", size=0, crc=0)
    assert LOCATOR_64 not in deepcopy(archive).end()
    whole += archive.entry("last but one", size=0, crc=0)
    assert LOCATOR_64 in deepcopy(archive).end()
    whole += archive.entry("last", size=4, crc=zlib.crc32(b"done")) + b"done" + archive.end()
    with zipfile.ZipFile(io.BytesIO(whole)) as read:
        assert len(read.infolist()) == 65_536
        assert read.read("last") == b"done"
    (tmp_path / "a.zip").write_bytes(whole)
    assert complaints(tmp_path / "a.zip") == {}


def test_more_bytes_than_the_small_form_can_tell_take_the_large_one(tmp_path: Path) -> None:
    file, archive = tmp_path / "a.zip", Archive()
    crc = zlib.crc32(b"data")
    with file.open("wb") as out:
        out.write(archive.entry("first", size=4, crc=crc) + b"data")
        out.write(archive.entry("hole", size=HOLE, crc=CRC_OF_HOLE))
        out.seek(HOLE, io.SEEK_CUR)
        out.write(archive.entry("after", size=4, crc=crc) + b"data" + archive.end())
    assert file.stat().st_size == archive.size
    with zipfile.ZipFile(file) as read:
        assert [info.file_size for info in read.infolist()] == [4, HOLE, 4]
        assert [info.extract_version for info in read.infolist()] == [10, 45, 45]
        assert [read.read(name) for name in ("first", "after")] == [b"data", b"data"]
        with read.open("hole") as hole:
            assert hole.read(8) == bytes(8)
    assert complaints(file, "first", "after") == {}


@pytest.mark.parametrize("size", [0xFFFFFFFE, 0xFFFFFFFF])
def test_a_size_takes_the_large_form_from_the_first_that_the_small_one_cannot_tell(size: int) -> None:
    archive = Archive()
    header = archive.entry("hole", size=size, crc=0)
    assert (len(header) > 34) == (size == 0xFFFFFFFF)
    small = len(archive.entry("after", size=0, crc=0))
    assert small == 35  # only its place is large, of which nothing stands before the entry
    assert LOCATOR_64 in archive.end()
