"""Writes all of an MP4 file that comes before its pictures, so that it can be played while it is being loaded."""

from collections.abc import Sequence
from itertools import accumulate, chain, pairwise
from typing import Final

from adapters.ffmpeg.mp4.boxes import box, counted, full_box, halves, table, words
from adapters.ffmpeg.mp4.track import TICKS, Sample, Track

BRANDS: Final = box("ftyp", b"isom", words(512), b"isom", b"iso2", b"avc1", b"mp41")
MOST_IN_A_WORD: Final = 2**32 - 1
MARGIN: Final = 2**28  # bytes, that a file's beginning does not reach
UPRIGHT: Final = words(1 << 16, 0, 0, 0, 1 << 16, 0, 0, 0, 1 << 30)
UNDETERMINED: Final = 0x55C4  # the language "und"
NO_DEPTH: Final = 0xFFFF


def beginning(track: Track) -> bytes:
    """Return the file up to the first sample's first byte."""
    large = track.bytes_of_samples + MARGIN > MOST_IN_A_WORD
    head = _data_head(track.bytes_of_samples, large=large)
    start = len(BRANDS) + len(_movie(track, start=0, large=large)) + len(head)
    return BRANDS + _movie(track, start=start, large=large) + head


def _data_head(size: int, *, large: bool) -> bytes:
    if large:
        return words(1) + b"mdat" + (size + 16).to_bytes(8, "big")
    return words(size + 8) + b"mdat"


def _movie(track: Track, *, start: int, large: bool) -> bytes:
    # No time of day: the same film has the same bytes.
    header = words(0, 0, track.scale, track.length, 1 << 16) + halves(1 << 8, 0) + words(0, 0) + UPRIGHT
    return box("moov", full_box("mvhd", header, words(*[0] * 6), words(2)), _track(track, start=start, large=large))


def _track(track: Track, *, start: int, large: bool) -> bytes:
    size = words(track.canvas.width << 16, track.canvas.height << 16)
    header = words(0, 0, 1, 0, track.length, 0, 0, 0, 0) + UPRIGHT + size
    edit = full_box("elst", words(1, track.length, track.delay * TICKS, 1 << 16))
    return box(
        "trak",
        full_box("tkhd", header, flags=3),
        box("edts", edit),
        box(
            "mdia",
            full_box("mdhd", words(0, 0, track.scale, track.length), halves(UNDETERMINED, 0)),
            full_box("hdlr", words(0), b"vide", words(0, 0, 0), b"VideoHandler\0"),
            box(
                "minf",
                full_box("vmhd", halves(0, 0, 0, 0), flags=1),
                box("dinf", full_box("dref", words(1), full_box("url ", flags=1))),
                _tables(track, start=start, large=large),
            ),
        ),
    )


def _tables(track: Track, *, start: int, large: bool) -> bytes:
    samples, delay = track.samples, track.delay
    entries = [at for at, each in enumerate(samples, 1) if each.entry]
    waits = [(each.shown - at + delay) * TICKS for at, each in enumerate(samples)]
    return box(
        "stbl",
        full_box("stsd", words(1), _description(track)),
        full_box("stts", words(1, len(samples), TICKS)),
        full_box("ctts", counted(waits)) if any(waits) else b"",
        full_box("stss", words(len(entries)), table(entries)),
        _chunks(samples, start=start, large=large),
        full_box("stsz", words(0, len(samples)), table(each.size for each in samples)),
    )


def _chunks(samples: Sequence[Sample], *, start: int, large: bool) -> bytes:
    """Describe one chunk for each entry and what follows it."""
    firsts = [at for at, each in enumerate(samples) if each.entry]
    lengths = [after - at for at, after in pairwise([*firsts, len(samples)])]
    runs = [(chunk, length) for chunk, length in enumerate(lengths, 1) if chunk == 1 or length != lengths[chunk - 2]]
    begins = list(accumulate((each.size for each in samples), initial=start))
    offsets = [begins[at] for at in firsts]
    return full_box("stsc", words(len(runs)), table(chain.from_iterable((*run, 1) for run in runs))) + (
        full_box("co64", words(len(offsets)), b"".join(each.to_bytes(8, "big") for each in offsets))
        if large
        else full_box("stco", words(len(offsets)), table(offsets))
    )


def _description(track: Track) -> bytes:
    size = halves(track.canvas.width, track.canvas.height)
    resolution = words(72 << 16, 72 << 16, 0)
    return box(
        "avc1",
        bytes(6) + halves(1) + bytes(16) + size + resolution + halves(1) + bytes(32) + halves(24, NO_DEPTH),
        box("avcC", _decoder(track)),
        box("colr", b"nclx" + halves(1, 1, 1) + b"\0"),  # BT.709, limited
        box("pasp", words(1, 1)),
    )


def _decoder(track: Track) -> bytes:
    """Describe the decoder that is needed (ISO/IEC 14496-15, 5.3.3.1): High, 4:2:0, 8 bits, sizes in four bytes."""
    sps, all_pps = track.sequence_parameters, track.picture_parameters
    sets = b"".join(halves(len(each)) + each for each in all_pps)
    one_sps = b"\xe1" + halves(len(sps)) + sps
    return b"\1" + sps[1:4] + b"\xff" + one_sps + bytes((len(all_pps),)) + sets + b"\xfd\xf8\xf8\0"
