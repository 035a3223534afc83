"""What the program that knows videos does, done here and without its fence."""

from collections.abc import Iterator, Mapping, Sequence
from fractions import Fraction
from io import BytesIO
from pathlib import Path
from types import SimpleNamespace
from typing import Final

import pytest
from PIL import Image

from adapters.pyav import child
from adapters.pyav.opening import OpenVideo, VideoPacket
from adapters.pyav.scanning import packets
from adapters.pyav.wording import Order, Word, order_line, word_of
from core.video.model.frames.wishes import FrameWishes
from tests import videos
from tests.frame_takes import instants_of, shown_at
from tests.video_meanings import BT2020, HLG, PQ, SDR_2020, Meaning, video_of
from tests.videos import Clip, made, number_of

GROUPS: Final = Clip(
    frames=80, options={"g": "10", "bf": "2", "sc_threshold": "0"}, container={"movflags": "+faststart"}
)
CLIPS: Final[Mapping[str, Clip]] = {
    "groups.mp4": GROUPS,
    "hevc.mkv": Clip(
        codec="libx265", options={"x265-params": "keyint=8:bframes=3:scenecut=0:log-level=none:pools=none"}
    ),
    "transport.ts": Clip(options={"bf": "2"}),
    "hidden.webm": Clip(codec="libvpx", frames=40, options={"auto-alt-ref": "1", "lag-in-frames": "16", "b": "50000"}),
    "untimed.avi": Clip(options={"bf": "2"}),
    "turned.mov": Clip(turned=90, frames=4, sound=True, pixel=Fraction(3, 2)),
    "odd.mp4": Clip(size=(67, 45), pixels="yuv444p", frames=3),
}
ALL: Final = FrameWishes(every=0.04)


class Program:
    """Runs the program here."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch) -> None:
        self._patch = monkeypatch

    def said(self, video: Path, wishes: FrameWishes, *, threads: int = 2) -> list[Word]:
        """Return all that it says."""
        line = order_line(Order(video=str(video), wishes=wishes, threads=threads))
        out = BytesIO()
        with self._patch.context() as patch:
            for name in ("fenced", "_told_before_it_is_killed", "large_pieces_given_back"):
                patch.setattr(child, name, lambda *_, **__: None)
            ends = SimpleNamespace(stdin=SimpleNamespace(buffer=BytesIO(line)), stdout=SimpleNamespace(buffer=out))
            patch.setattr(child, "sys", ends)
            child.main()
        return words(out.getvalue())


def words(said: bytes) -> list[Word]:
    found, stream = list[Word](), BytesIO(said)
    while line := stream.readline():
        word, size = word_of(line)
        found.append(Word(what=word.what, facts=word.facts, data=stream.read(size)))
    return found


def numbers(said: Sequence[Word]) -> list[int]:
    return [number_of(word.data) for word in said if word.what == "frame"]


@pytest.fixture
def program(monkeypatch: pytest.MonkeyPatch) -> Program:
    return Program(monkeypatch)


@pytest.mark.parametrize("name", CLIPS)
def test_it_says_frame_after_frame_and_how_it_went(program: Program, tmp_path: Path, name: str) -> None:
    clip = CLIPS[name]
    video = made(tmp_path / name, clip)
    for wishes, threads in ((FrameWishes(every=0.12), 1), (FrameWishes(every=0.4, format="png"), 2)):
        said = program.said(video, wishes, threads=threads)
        assert [word.what for word in said][:1] == ["ready"]
        assert said[-1].what == "end"
        assert numbers(said) == shown_at(clip, instants_of(clip, wishes.every))


def test_other_wishes_are_met(program: Program, tmp_path: Path) -> None:
    video = made(tmp_path / "groups.mp4", GROUPS)
    untimed = made(tmp_path / "untimed.avi", CLIPS["untimed.avi"])
    assert numbers(program.said(video, FrameWishes(mode="keyframes"))) == list(range(0, 80, 10))
    assert numbers(program.said(untimed, FrameWishes(mode="keyframes"))) == [0]
    for clip, path in ((GROUPS, video), (CLIPS["untimed.avi"], untimed)):
        said = program.said(path, FrameWishes(mode="at", at=(0.5, 1.0, 99.0)))
        assert numbers(said) == shown_at(clip, (0.5, 1.0))
        assert [word.facts["instant"] for word in said if word.what == "skipped"] == [99.0]
        assert program.said(path, FrameWishes(mode="at", at=(99.0,)))[-1].what == "nothing"
    pictures = [videos.scene(number, number // 20, size=(96, 64)) for number in range(50)]
    cuts = made(tmp_path / "cuts.mp4", Clip(size=(96, 64), options={"bf": "0"}), pictures)
    for wishes in (FrameWishes(mode="scenes"), FrameWishes(mode="best", every=0.8)):
        assert len([word for word in program.said(cuts, wishes) if word.what == "frame"]) == 3


def test_what_is_far_ahead_is_sought(program: Program, tmp_path: Path) -> None:
    pictures = [videos.numbered(number) for number in range(250)] * 3
    clip = Clip(frames=250, rate=5, options={"g": "10", "sc_threshold": "0"})
    video = made(tmp_path / "far.mkv", clip, pictures)
    assert numbers(program.said(video, FrameWishes(mode="at", at=(1.0, 120.1)))) == [5, 600 % 250]


def test_no_picture_is_lost_where_the_next_one_is_sought(
    program: Program, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("adapters.pyav.decoding.FAR", 5)
    monkeypatch.setattr("adapters.pyav.taking.begun_anew", None)  # which would decode again what is lost
    video = made(tmp_path / "groups.mp4", GROUPS)
    said = program.said(video, FrameWishes(mode="keyframes"), threads=1)
    assert (numbers(said), said[-1].facts["warnings"]) == (list(range(0, 80, 10)), [])


@pytest.mark.parametrize("kind", ["mp4", "mkv"])
def test_nothing_is_read_but_the_key_pictures_that_are_sought(
    program: Program, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, kind: str
) -> None:
    read = list[int | None]()

    def noted(video: OpenVideo) -> Iterator[VideoPacket]:
        for packet in packets(video):
            read.append(packet.pts)
            yield packet

    monkeypatch.setattr("adapters.pyav.decoding.FAR", 5)
    monkeypatch.setattr("adapters.pyav.decoding.packets", noted)
    said = program.said(made(tmp_path / f"groups.{kind}", GROUPS), FrameWishes(mode="keyframes"), threads=1)
    assert numbers(said) == list(range(0, 80, 10))
    assert len(read) == len(set(read)) == 8


def test_many_small_pictures_make_one_sheet(program: Program, tmp_path: Path) -> None:
    video = made(tmp_path / "groups.mp4", GROUPS)
    said = program.said(video, ALL)
    assert numbers(said) == list(range(80))
    assert said[-1].data.startswith(b"\xff\xd8")


def test_damage_is_told(program: Program, tmp_path: Path) -> None:
    whole = made(tmp_path / "groups.mp4", GROUPS).read_bytes()
    media = whole.index(b"mdat") + 4
    step = (len(whole) - media) // 12
    damaged = bytearray(whole)
    for hole in range(media + step, len(whole) - step, step):
        damaged[hole : hole + step // 2] = bytes(step // 2)
    path = tmp_path / "damaged.mp4"
    for data in (bytes(damaged), whole[: media + 6 * step]):
        path.write_bytes(data)
        said = program.said(path, ALL)
        assert said[-1].facts["warnings"]
    for name, (file, _) in videos.no_videos(made(tmp_path / "plain.mp4", Clip())).items():
        (tmp_path / name).write_bytes(file)
        assert program.said(tmp_path / name, ALL)[-1].what == "broken"
    assert program.said(tmp_path / "nowhere", ALL)[-1].what == "broken"
    assert program.said(tmp_path, ALL)[-1].what == "broken"


def test_too_much_is_told(program: Program, tmp_path: Path) -> None:
    video = made(tmp_path / "long.mkv", Clip(frames=2, times=(0, 21_000)))
    said = program.said(video, FrameWishes(every=0.001))
    assert (said[-1].what, said[-1].facts["frames"]) == ("many", 21_040)


@pytest.mark.parametrize("transfer", [PQ, HLG, SDR_2020])
def test_colours_that_srgb_lacks_are_converted(program: Program, tmp_path: Path, transfer: int) -> None:
    meaning = Meaning(matrix=BT2020, transfer=transfer, primaries=9, depth=10)
    greys = [(level, level, level) for level in (0.0, 0.3, 0.6, 0.9)]
    said = program.said(video_of(tmp_path / "wide.mp4", greys, meaning), FrameWishes(format="png"))
    found = next(word for word in said if word.what == "video")
    assert found.facts["hdr"] is (transfer != SDR_2020)
    image = Image.open(BytesIO(next(word for word in said if word.what == "frame").data)).convert("L")
    levels = image.resize((len(greys), 1)).tobytes()
    assert sorted(levels) == list(levels)
    assert levels[0] < 8
    assert levels[-1] > 200
