"""x264 that codes pictures by themselves: what comes of one does not depend on those before it."""

from collections.abc import AsyncIterator
from typing import Final

import ffmpeg

from adapters.ffmpeg.binary import Binary
from core.video.model.canvas import Canvas

# Chosen by measurement (docs/decisions/0015).
PRESET: Final = "superfast"
CRF: Final = 16
# qcomp=1 makes the quantiser a matter of the picture alone; what is left of the rate control looks at others.
X264: Final = (
    "keyint=1:qcomp=1:mbtree=0:rc-lookahead=0:sync-lookahead=0:bframes=0:threads=1:sliced-threads=0:slices=1:"
    "cabac=1:8x8dct=1:aq-mode=1:aq-strength=1:interlaced=0:aud=0:nal-hrd=none"
)
IDENTITY: Final = f"{PRESET} {CRF} {X264}"
NEXT: Final = b"\0\0\0\1\x67"  # the start of an SPS, with which each picture begins
AT_ONCE: Final = 1 << 16


def command(binary: Binary, canvas: Canvas) -> list[str]:
    """Return the command of an encoder that takes raw RGB, one picture after the other, and answers with H.264."""
    pictures = ffmpeg.input(
        "pipe:0", f="rawvideo", pix_fmt="rgb24", s=f"{canvas.width}x{canvas.height}", framerate=canvas.fps, threads=1
    )
    limited = pictures.filter(
        "scale", in_range="full", out_range="tv", out_color_matrix="bt709", flags="bicubic+accurate_rnd"
    ).filter("format", "yuv420p")
    coded = limited.output(
        "pipe:1",
        **{"f": "h264", "c:v": "libx264", "preset": PRESET, "crf": CRF, "profile:v": "high", "x264-params": X264},
        filter_threads=1,
        flush_packets=1,
    ).global_args("-nostdin", "-hide_banner", "-v", "error", "-protocol_whitelist", "pipe")
    return [str(each) for each in coded.compile(cmd=str(binary.path))]


async def pictures_in(stream: AsyncIterator[bytes]) -> AsyncIterator[bytes]:
    """Cut a stream into pictures."""
    waiting = bytearray()
    async for chunk in stream:
        begin = max(1, len(waiting) - len(NEXT))
        waiting += chunk
        while (end := waiting.find(NEXT, begin)) > 0:
            yield bytes(waiting[:end])
            del waiting[:end]
            begin = 1
    if waiting:
        yield bytes(waiting)
