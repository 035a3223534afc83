"""What our streams say about themselves once, at the beginning (ITU-T H.264, 7.3.2 and annex E)."""

from typing import Final

from adapters.ffmpeg.h264.bits import ended, se, u, ue
from adapters.ffmpeg.h264.levels import level
from adapters.ffmpeg.h264.units import PPS, SPS, unit
from core.video.model.canvas import Canvas

HIGH: Final = 100
KEPT: Final = 2  # pictures that others refer to: the two that a fade is between
NUMBER_BITS: Final = 8  # of frame_num, which counts kept pictures
ORDER_BITS: Final = 12  # of the picture order count, which counts fields: a sixteenth of a GOP's longest
MACROBLOCK: Final = 16
INTRA_PPS: Final = 0
SKIPPED_PPS: Final = 1


def macroblocks(canvas: Canvas) -> tuple[int, int]:
    """Return how many columns and rows of macroblocks cover the canvas."""
    return -(-canvas.width // MACROBLOCK), -(-canvas.height // MACROBLOCK)


def sequence_parameters(canvas: Canvas) -> bytes:
    """Return our SPS for a canvas."""
    columns, rows = macroblocks(canvas)
    size = ue(columns - 1) + ue(rows - 1)
    bits = (
        u(8, HIGH)
        + u(8, 0)
        + u(8, level(columns=columns, rows=rows, fps=canvas.fps, kept=KEPT))
        + ue(0)
        + ue(1)  # 4:2:0
        + ue(0)
        + ue(0)
        + u(2, 0)
        + ue(NUMBER_BITS - 4)
        + ue(0)
        + ue(ORDER_BITS - 4)
        + ue(KEPT)
        + u(1, 0)
        + size
        + u(1, 1)  # frames only
        + u(1, 1)  # direct_8x8_inference
        + _cropping(canvas)
        + u(1, 1)
        + _usability(canvas.fps)
    )
    return unit(SPS, ended(bits), importance=3)


def skipped_parameters() -> bytes:
    """Return our PPS for pictures without data of their own: CAVLC, and weights that follow the pictures' distances."""
    bits = (
        ue(SKIPPED_PPS)
        + ue(0)
        + u(1, 0)  # CAVLC: so many macroblocks are skipped, in one number
        + u(1, 0)
        + ue(0)
        + ue(0)
        + ue(0)
        + u(1, 0)
        + u(2, 2)  # implicit weights (8.4.2.3.1)
        + se(0)
        + se(0)
        + se(0)
        + u(1, 1)  # slices say whether their edges are smoothed
        + u(1, 0)
        + u(1, 0)
    )
    return unit(PPS, ended(bits), importance=3)


def _cropping(canvas: Canvas) -> str:
    columns, rows = macroblocks(canvas)
    right = (columns * MACROBLOCK - canvas.width) // 2
    bottom = (rows * MACROBLOCK - canvas.height) // 2
    return u(1, 1) + ue(0) + ue(right) + ue(0) + ue(bottom) if right or bottom else u(1, 0)


def _usability(fps: int) -> str:
    square = u(1, 1) + u(8, 1)
    limited_bt709 = u(1, 1) + u(3, 5) + u(1, 0) + u(1, 1) + 3 * u(8, 1)
    timing = u(1, 1) + u(32, 1) + u(32, 2 * fps) + u(1, 1)
    restriction = u(1, 1) + u(1, 1) + ue(0) + ue(0) + ue(10) + ue(10) + ue(1) + ue(KEPT)
    return square + u(1, 0) + limited_bt709 + u(1, 0) + timing + u(2, 0) + u(1, 0) + restriction
