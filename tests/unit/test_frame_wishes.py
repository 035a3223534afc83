"""What somebody may ask of a video, and by what the videos are known that are taken."""

from typing import Any

import pytest

from core.video.model.errors import BadOrder, KeyOfAnotherOrder
from core.video.model.frames.containers import (
    AVI,
    ENOUGH,
    MATROSKA,
    MP4,
    MPEG_TS,
    QUICKTIME,
    WEBM,
    Container,
    container_of,
)
from core.video.model.frames.ordering import AskedOrder
from core.video.model.frames.wishes import MOST_INSTANTS, AskedFrames, FrameWishes
from core.video.model.uploads import VIDEO_ENDINGS
from tests.jobs import a_job, a_job_of_frames, a_stored_video, an_order_of_frames

TODAY = FrameWishes()


@pytest.mark.parametrize(
    ("asked", "wishes"),
    [
        ({}, FrameWishes(mode="every", every=1.0)),
        ({"every": 0.001}, FrameWishes(mode="every", every=0.001)),
        ({"every": 86400}, FrameWishes(mode="every", every=86400)),
        ({"mode": "best"}, FrameWishes(mode="best", every=1.0)),
        ({"mode": "best", "every": 5}, FrameWishes(mode="best", every=5)),
        ({"at": (3.0, 0, 3, 86400)}, FrameWishes(mode="at", at=(0, 3, 86400))),
        ({"mode": "at", "at": (1.5,)}, FrameWishes(mode="at", at=(1.5,))),
        ({"mode": "keyframes", "width": 16}, FrameWishes(mode="keyframes", width=16)),
        ({"mode": "scenes", "width": 8192, "format": "png"}, FrameWishes(mode="scenes", width=8192, format="png")),
    ],
)
def test_what_is_left_out_follows_from_the_rest(asked: dict[str, Any], wishes: FrameWishes) -> None:
    assert AskedFrames(**asked).wishes() == wishes


@pytest.mark.parametrize(
    ("asked", "pointers"),
    [
        ({"mode": "at"}, ["/at"]),
        ({"mode": "every", "at": (1.0,)}, ["/at"]),
        ({"mode": "keyframes", "every": 1.0}, ["/every"]),
        ({"at": (1.0,), "every": 1.0}, ["/every"]),
        ({"every": 0}, ["/every"]),
        ({"every": -1.0}, ["/every"]),
        ({"every": 86401}, ["/every"]),
        ({"every": float("nan")}, ["/every"]),
        ({"every": float("inf")}, ["/every"]),
        ({"at": (0.0,) * (MOST_INSTANTS + 1)}, ["/at"]),
        ({"at": (1.0, -0.1, 86401, float("nan"))}, ["/at/1", "/at/2", "/at/3"]),
        ({"width": 15}, ["/width"]),
        ({"width": 8193}, ["/width"]),
        ({"mode": "scenes", "at": (1.0,), "every": 0.0, "width": 0}, ["/at", "/every", "/every", "/width"]),
    ],
)
def test_what_makes_no_sense_is_named_at_its_place(asked: dict[str, Any], pointers: list[str]) -> None:
    with pytest.raises(BadOrder) as refused:
        AskedFrames(**asked).wishes()
    assert [fault.pointer for fault in refused.value.faults] == pointers


TS = (b"\x47" + b"x" * 187) * 3
HEADS: dict[str, tuple[bytes, Container | None]] = {
    "mp4": (b"\0\0\0\x18ftypisom", MP4),
    "an mp4 that ends": (b"\0\0\0\x18ftyp", MP4),
    "3gp": (b"\0\0\0\x18ftyp3gp4", MP4),
    "mov": (b"\0\0\0\x14ftypqt  ", QUICKTIME),
    "old mov": (b"\0\0\0\x08wide", QUICKTIME),
    "older mov": (b"\0\0\x10\0moov", QUICKTIME),
    "heic": (b"\0\0\0\x18ftypheic", None),
    "avif": (b"\0\0\0\x18ftypavif", None),
    "mkv": (b"\x1aE\xdf\xa3\xa3B\x82\x88matroska", MATROSKA),
    "webm": (b"\x1aE\xdf\xa3\x9fB\x82\x84webm", WEBM),
    "other ebml": (b"\x1aE\xdf\xa3" + b"\0" * 100 + b"webm", None),
    "avi": (b"RIFF\0\0\0\0AVI LIST", AVI),
    "wav": (b"RIFF\0\0\0\0WAVEfmt ", None),
    "ts": (TS, MPEG_TS),
    "a ts that ends": (TS[:300], None),
    "a letter": (b"G" + b"x" * 600, None),
    "m3u8": (b"#EXTM3U\nhttp://169.254.169.254/", None),
    "ffconcat": (b"ffconcat version 1.0\nfile /etc/passwd", None),
    "jpeg": (b"\xff\xd8\xff\xe0", None),
    "nothing": (b"", None),
}


@pytest.mark.parametrize(("head", "container"), HEADS.values(), ids=HEADS.keys())
def test_a_container_is_known_by_its_first_bytes(head: bytes, container: Container | None) -> None:
    assert container_of(head) == container
    assert container_of((head + b"x" * ENOUGH)[:ENOUGH]) == container


def test_each_container_is_stored_as_a_type_that_may_be_sent() -> None:
    for container in (MP4, QUICKTIME, MATROSKA, WEBM, AVI, MPEG_TS):
        assert container.content_type in VIDEO_ENDINGS


def test_an_order_is_the_same_by_its_video_and_its_wishes() -> None:
    uploaded = a_job_of_frames()
    sent = a_job_of_frames(order=an_order_of_frames(digest="d1"))
    key = a_stored_video().key
    assert AskedOrder(wishes=TODAY, key=key).answered_by(uploaded) is uploaded
    assert AskedOrder(wishes=TODAY, digest="d1").answered_by(sent) is sent
    for asked, job in (
        (AskedOrder(wishes=FrameWishes(every=2.0), key=key), uploaded),
        (AskedOrder(wishes=TODAY, key=f"{key}x"), uploaded),
        (AskedOrder(wishes=TODAY, digest="d1"), uploaded),
        (AskedOrder(wishes=TODAY, digest="d2"), sent),
        (AskedOrder(wishes=TODAY, key=key), sent),
        (AskedOrder(wishes=TODAY, key=key), a_job()),
    ):
        with pytest.raises(KeyOfAnotherOrder):
            asked.answered_by(job)
