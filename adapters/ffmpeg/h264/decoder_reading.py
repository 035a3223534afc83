"""Reads what an MP4 file tells a decoder beforehand, to check it: it shares nothing with what writes it."""

from adapters.ffmpeg.h264.headers import Counts, Cursor
from adapters.ffmpeg.h264.not_as_written import NotAsWritten
from core.video.model.canvas import Canvas


def counts_of(decoder: bytes, canvas: Canvas) -> Counts:
    """Read a decoder's configuration: one SPS for the canvas, x264's PPS, and one for pictures without data."""
    sequences, after = _sets(decoder, 5)
    pictures, _ = _sets(decoder, after)
    if decoder[:2] != b"\1\x64" or len(sequences) != 1 or [each[0] & 31 for each in pictures] != [8, 8]:
        raise NotAsWritten("the decoder is told other things")
    intra, skipped = (Cursor.over(each) for each in pictures)
    intra.expect("parameters", intra.bits(3), 0b110 | 1)  # the first, of the first SPS, CABAC
    skipped.expect("parameters", skipped.bits(13), 0b010_1_0_0_1_1_1_0_10_1)  # the second, CAVLC, implicit weights
    return _sequence(Cursor.over(sequences[0]), canvas)


def _sets(decoder: bytes, at: int) -> tuple[list[bytes], int]:
    found, count, at = [], decoder[at] & 31, at + 1
    for _ in range(count):
        size = int.from_bytes(decoder[at : at + 2], "big")
        found.append(decoder[at + 2 : at + 2 + size])
        at += 2 + size
    return found, at


def _sequence(sps: Cursor, canvas: Canvas) -> Counts:
    sps.bits(24)  # profile and level
    sps.expect("number", [sps.number() for _ in range(4)], [0, 1, 0, 0])
    sps.expect("scaling", sps.bits(2), 0)
    number_bits = sps.number() + 4
    sps.expect("order", sps.number(), 0)
    order_bits = sps.number() + 4
    sps.expect("kept pictures", sps.number(), 2)
    sps.expect("gaps", sps.bits(1), 0)
    columns, rows = sps.number() + 1, sps.number() + 1
    sps.expect("fields", sps.bits(2), 3)
    left, right, top, bottom = [sps.number() for _ in range(4)] if sps.bits(1) else [0] * 4
    size = (16 * columns - 2 * (left + right), 16 * rows - 2 * (top + bottom))
    sps.expect("size", size, (canvas.width, canvas.height))
    return Counts(number_bits=number_bits, order_bits=order_bits, macroblocks=columns * rows)
