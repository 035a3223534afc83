"""What our streams say of themselves, and who can play them."""

import pytest

from adapters.ffmpeg.h264.levels import level
from adapters.ffmpeg.h264.not_as_written import NotAsWritten
from adapters.ffmpeg.h264.parameters import macroblocks, sequence_parameters, skipped_parameters
from core.video.model.canvas import CANVASES, Canvas


@pytest.mark.parametrize(
    ("canvas", "least"),
    [
        (Canvas(width=64, height=96), 10),
        (Canvas(width=1280, height=720), 31),
        (CANVASES["9:16"], 40),
        (CANVASES["1:1"], 32),
        (CANVASES["16:9"], 40),
        (Canvas(width=1920, height=1080, fps=60), 42),
        (Canvas(width=3840, height=2160), 51),
        (Canvas(width=2, height=1600), 22),
    ],
)
def test_a_film_asks_for_no_more_than_the_least_level_that_will_do(canvas: Canvas, least: int) -> None:
    assert sequence_parameters(canvas)[3] == least


def test_what_no_decoder_can_play_is_refused() -> None:
    with pytest.raises(NotAsWritten):
        level(columns=600, rows=600, fps=30, kept=2)


def test_a_canvas_is_covered_by_macroblocks() -> None:
    assert macroblocks(Canvas(width=1080, height=1920)) == (68, 120)


def test_parameters_are_high_profile_and_as_before() -> None:
    # Bytes that were checked by decoding: whoever changes them makes pieces that are kept useless.
    assert sequence_parameters(Canvas(width=64, height=96))[:3] == b"\x67\x64\0"
    assert skipped_parameters().hex() == "6853af20"
