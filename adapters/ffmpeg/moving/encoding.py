"""Has frames encoded by FFmpeg with x264, always in the same way."""

import asyncio
from collections.abc import Callable
from pathlib import Path
from typing import Final

import ffmpeg
from attrs import frozen

from adapters.ffmpeg.h264.not_as_written import NotAsWritten
from adapters.ffmpeg.moving.coded import CodedPart, read_part
from adapters.ffmpeg.running import FfmpegFailed, in_time, succeeded
from adapters.wire.children.child import running
from adapters.wire.children.limits import Limits
from core.errors import BadAnswer
from core.video.model.canvas import Canvas

# The headers must not depend on what is seen (stitchable), the first frame must be the only one that refers to none.
ORDER: Final = "stitchable=1:keyint=infinite:scenecut=0:open-gop=0:bframes=2:b-adapt=0:b-pyramid=none"
# Measured on slowly moving photos: as good to look at as the preset medium (VMAF) in a quarter of its time, and a third
# larger. More careful searching for movement finds little where a picture grows; what is skipped rashly, jitters.
EFFORT: Final = "subme=1:partitions=i8x8,i4x4:no-fast-pskip=1"
QUALITY: Final = {"preset": "veryfast", "crf": 20.5, "x264-params": f"{ORDER}:{EFFORT}"}
COLOURS: Final = {"color_range": "tv", "colorspace": "bt709", "color_primaries": "bt709", "color_trc": "bt709"}
MEMORY: Final = 2 << 30
SECONDS, SECONDS_A_FRAME = 60, 2  # of patience; a frame takes a fiftieth of that


@frozen(kw_only=True)
class Encoder:
    """FFmpeg, at work in a folder."""

    binary: Path
    canvas: Canvas
    folder: Path

    async def encode(
        self, name: str, *, frames: int, frame: Callable[[int], bytes], told: Callable[[], None] = lambda: None
    ) -> bytes:
        """Return the stream of so many frames; each is asked for in another thread, in order, and then told."""
        target = self.folder / f"{name}.h264"
        patience = SECONDS + SECONDS_A_FRAME * frames
        size = frames * self.canvas.width * self.canvas.height * 3
        limits = Limits(memory=MEMORY, cpu_seconds=patience, file_bytes=size + (1 << 20))
        try:
            async with (
                in_time(patience),
                running(self._command(target.name), folder=self.folder, limits=limits) as child,
            ):
                for at in range(frames):
                    if child.stdin.is_closing():
                        break
                    await child.tell(await asyncio.to_thread(frame, at))
                    told()
                child.stdin.close()
                ending = await child.finished()
            succeeded(ending, limits=limits)
            return await asyncio.to_thread(target.read_bytes)
        except (FfmpegFailed, FileNotFoundError) as failed:
            raise BadAnswer(what="FFmpeg") from failed
        finally:
            target.unlink(missing_ok=True)

    def _command(self, target: str) -> list[str]:
        size = f"{self.canvas.width}x{self.canvas.height}"
        frames = ffmpeg.input("pipe:0", f="rawvideo", pix_fmt="yuv420p", s=size, framerate=self.canvas.fps, **COLOURS)
        stream = frames.video.output(
            f"file:{target}",
            **{"f": "h264", "c:v": "libx264", "threads": 1, "filter_threads": 1},  # more would be seen in the bytes
            **{"profile:v": "high", "pix_fmt": "yuv420p", "fflags": "+bitexact", "flags:v": "+bitexact"},
            **QUALITY,
            **COLOURS,
        ).global_args("-nostdin", "-hide_banner", "-v", "error", "-protocol_whitelist", "file,pipe")
        return [str(each) for each in stream.compile(cmd=str(self.binary), overwrite_output=True)]


async def sample(encoder: Encoder) -> tuple[bytes, CodedPart]:
    """Return what the encoder makes of a plain frame: its bytes tell encoders apart, and begin as those of any part."""
    plain = bytes((128,)) * (encoder.canvas.width * encoder.canvas.height * 3 // 2)
    stream = await encoder.encode("sample", frames=1, frame=lambda _: plain)
    try:
        return stream, read_part(stream, frames=1)
    except NotAsWritten as difference:
        raise BadAnswer(what="FFmpeg") from difference
