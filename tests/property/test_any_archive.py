"""Whatever is packed into a ZIP, and in whatever pieces it is stored, comes out of it again."""

import asyncio
import hashlib
import zlib
from itertools import pairwise

from attrs import evolve
from hypothesis import given
from hypothesis import strategies as st

from core.video.model.frames.archive import Archive
from core.video.model.frames.frame_index import RECORD, range_of, record_at
from core.video.model.frames.wishes import FrameWishes
from core.video.use_cases.steps.pack_frames import PackFrames
from core.video.use_cases.steps.parted_upload import parted_upload
from ports.frame_extractor import ExtractedFrame
from tests.frames_rig import PaperBlobStore, PaperExtraction, a_frame, nothing_happens
from tests.zips import entries_of, manifest_of

NAMES = st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\0"), min_size=1, max_size=40)
TIMES = st.floats(0, 1e6)
FRAMES = st.builds(
    a_frame,
    data=st.binary(max_size=200),
    time=TIMES,
    instant=st.none() | TIMES,
    sharpness=st.floats(0, 1e9),
    key_frame=st.booleans(),
)


def archive_of(entries: dict[str, bytes]) -> bytes:
    archive = Archive()
    body = [archive.entry(name, size=len(data), crc=zlib.crc32(data)) + data for name, data in entries.items()]
    return b"".join(body) + archive.end()


@given(st.dictionaries(NAMES, st.binary(max_size=100), max_size=20))
def test_all_entries_are_read_as_they_were_written_and_written_the_same_again(entries: dict[str, bytes]) -> None:
    whole = archive_of(entries)
    assert entries_of(whole) == entries
    assert archive_of(entries) == whole


async def packed(frames: list[ExtractedFrame]) -> tuple[bytes, bytes]:
    """Return the ZIP, and its index."""
    pieces: list[bytes] = []

    async def write(data: bytes) -> None:
        pieces.append(data)

    numbered = tuple(evolve(frame, number=number) for number, frame in enumerate(frames, start=1))
    done = await PackFrames()(PaperExtraction(numbered), FrameWishes(), write=write)
    return b"".join(pieces), done.index


@given(st.lists(FRAMES, max_size=12))
def test_every_frame_is_found_by_the_index_and_by_the_manifest(frames: list[ExtractedFrame]) -> None:
    whole, index = asyncio.run(packed(frames))
    said = manifest_of(whole)["frames"]
    assert (len(said), len(index)) == (len(frames), len(frames) * RECORD)
    for number, (frame, line) in enumerate(zip(frames, said, strict=True), start=1):
        place = range_of(index[record_at(number) : record_at(number + 1)])
        assert whole[place.offset : place.offset + place.size] == frame.data
        assert (line["index"], line["offset"], line["size"]) == (number, place.offset, place.size)
        assert line["sha256"] == hashlib.sha256(frame.data).hexdigest()
        assert abs(line["time"] - frame.time) < 1e-6
    assert asyncio.run(packed(frames)) == (whole, index)


@given(st.binary(max_size=300), st.lists(st.integers(0, 300), max_size=10), st.integers(1, 64))
def test_an_object_has_the_same_bytes_in_whatever_pieces_they_come(data: bytes, cuts: list[int], part: int) -> None:
    async def stored() -> bytes:
        store = PaperBlobStore(nothing_happens)
        async with parted_upload(store, "a.zip", content_type="application/zip", part=part) as upload:
            for start, stop in pairwise(sorted([0, *cuts, len(data)])):
                await upload.write(data[start:stop])
        return b"".join([piece async for piece in store.read("a.zip")])

    assert asyncio.run(stored()) == data
