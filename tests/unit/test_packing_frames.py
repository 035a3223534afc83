"""Frames become a ZIP as they come, with a manifest and an index by which each of them is found."""

import hashlib
import json
from typing import Any

import pytest

from core.video.model.frames.found import SkippedInstant
from core.video.model.frames.frame_index import RECORD, range_of, record_at
from core.video.model.frames.wishes import FrameWishes
from core.video.use_cases.steps.pack_frames import Packed, PackFrames
from ports.frame_extractor import Extraction
from tests.frames_rig import PaperExtraction, a_frame, an_end
from tests.zips import entries_of, manifest_of

EVERY = FrameWishes()


async def packed(extraction: Extraction, wishes: FrameWishes = EVERY) -> tuple[bytes, Packed]:
    """Return the ZIP, and what is said of it."""
    whole = bytearray()

    async def write(data: bytes) -> None:
        whole.extend(data)

    done = await PackFrames()(extraction, wishes, write=write)
    return bytes(whole), done


async def test_a_zip_has_the_frames_then_the_contact_sheet_then_the_manifest() -> None:
    whole, done = await packed(PaperExtraction())
    entries = entries_of(whole)
    names = ["frames/000001.jpg", "frames/000002.jpg", "frames/000003.jpg", "contact-sheet.jpg", "manifest.json"]
    assert list(entries) == names
    assert list(entries.values())[:-1] == [b"a frame", b"another", b"", b"a sheet"]
    assert (done.frames, done.size, done.sheet, done.end) == (3, len(whole), b"a sheet", an_end())


async def test_png_frames_are_named_so() -> None:
    whole, _ = await packed(PaperExtraction((a_frame(123_456),)), FrameWishes(format="png"))
    assert "frames/123456.png" in entries_of(whole)


async def test_each_frame_is_written_before_the_next_one_is_made() -> None:
    written, seen = bytearray(), []

    async def happens(number: int) -> None:
        seen.append((number, b"frame 1" in written, b"frame 2" in written))

    async def write(data: bytes) -> None:
        written.extend(data)

    extraction = PaperExtraction((a_frame(1, b"frame 1"), a_frame(2, b"frame 2"), a_frame(3)), happens=happens)
    await PackFrames()(extraction, EVERY, write=write)
    assert seen == [(1, False, False), (2, True, False), (3, True, True)]


async def test_the_manifest_and_the_index_say_where_each_frames_bytes_are() -> None:
    whole, done = await packed(PaperExtraction())
    frames = manifest_of(whole)["frames"]
    assert len(done.index) == 3 * RECORD
    for number, data in enumerate([b"a frame", b"another", b""], start=1):
        said, place = frames[number - 1], range_of(done.index[record_at(number) :][:RECORD])
        assert whole[place.offset :][: place.size] == data
        assert (said["offset"], said["size"]) == (place.offset, place.size)
        assert said["sha256"] == hashlib.sha256(data).hexdigest()


async def test_the_manifest_of_many_frames_has_them_all() -> None:
    frames = [a_frame(number, b"%d" % number) for number in range(1, 501)]
    said = manifest_of((await packed(PaperExtraction(tuple(frames))))[0])["frames"]
    digests = [hashlib.sha256(frame.data).hexdigest() for frame in frames]
    assert [(one["index"], one["sha256"]) for one in said] == list(enumerate(digests, start=1))


async def test_the_manifest_says_what_is_known_of_each_frame() -> None:
    frame = a_frame(7, time=0.1 + 0.2, instant=1 / 3, sharpness=1234.5678, key_frame=False)
    whole, _ = await packed(PaperExtraction((frame,)))
    said = manifest_of(whole)["frames"][0]
    assert {name: said[name] for name in ("index", "file", "time", "instant")} == {
        "index": 7,
        "file": "frames/000007.jpg",
        "time": 0.3,
        "instant": 0.333333,
    }
    assert (said["key_frame"], said["sharpness"], said["width"], said["height"]) == (False, 1235.0, 64, 48)


async def test_a_frame_that_no_instant_was_named_for_has_none() -> None:
    whole, _ = await packed(PaperExtraction((a_frame(instant=None),)), FrameWishes(mode="keyframes"))
    assert manifest_of(whole)["frames"][0]["instant"] is None


async def test_the_manifest_says_what_there_is_to_say_of_the_whole() -> None:
    skipped = SkippedInstant(instant=99.0000001, reason="it is after the end")
    end = an_end(skipped=(skipped,), warnings=("시간이 뒤로 갑니다",))
    whole, _ = await packed(PaperExtraction((), end))
    said = manifest_of(whole)
    assert list(said) == ["format", "video", "wishes", "frames", "contact_sheet", "skipped"]
    assert (said["format"], said["frames"]) == (1, [])
    assert said["skipped"] == [{"instant": 99.0, "reason": "it is after the end"}]
    sheet = said["contact_sheet"]
    assert (sheet["file"], whole[sheet["offset"] :][: sheet["size"]]) == ("contact-sheet.jpg", b"a sheet")
    assert said["video"] == {
        "container": "mp4",
        "codec": "h264",
        "width": 64,
        "height": 96,
        "seconds": 2.5,
        "frames": 75,
        "rotation": 0,
        "hdr": False,
        "steady": True,
    }


@pytest.mark.parametrize(
    ("wishes", "said"),
    [
        (FrameWishes(every=0.5), {"mode": "every", "every": 0.5, "width": None, "format": "jpeg"}),
        (FrameWishes(mode="at", at=(1.0, 2.5), width=320), {"mode": "at", "at": [1.0, 2.5], "width": 320}),
        (FrameWishes(mode="scenes", format="png"), {"mode": "scenes", "format": "png"}),
    ],
    ids=["every", "at", "scenes"],
)
async def test_of_the_wishes_those_are_said_that_go_with_the_mode(wishes: FrameWishes, said: dict[str, Any]) -> None:
    whole, _ = await packed(PaperExtraction(), wishes)
    assert manifest_of(whole)["wishes"] == {"width": None, "format": "jpeg"} | said


async def test_a_manifest_has_a_line_for_each_frame() -> None:
    whole, _ = await packed(PaperExtraction())
    lines = entries_of(whole)["manifest.json"].decode().splitlines()
    assert [json.loads(line.rstrip(","))["index"] for line in lines if '"index"' in line] == [1, 2, 3]


async def test_nothing_that_may_change_from_one_attempt_to_the_next_is_in_the_zip() -> None:
    first, _ = await packed(PaperExtraction())
    other, _ = await packed(PaperExtraction(end=an_end(peak_memory=1, strategy="another one")))
    assert first == other
