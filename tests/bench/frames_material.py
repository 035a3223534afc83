"""The videos that frames are taken out of in benches, and the rival."""

import subprocess
from pathlib import Path
from typing import Final

MATERIAL: Final = Path("var/bench/videos")
SECONDS: Final = 120
MINUTE, TWO_HOURS = 60, 7200


def clip_in(folder: Path, binary: Path) -> Path:
    """Make two minutes of 1080p at 30 frames a second, with grain, as x264 usually writes them; or find them."""
    clip = folder / "1080p30.mp4"
    if not clip.exists():
        source = f"testsrc2=size=1920x1080:rate=30:duration={SECONDS}"
        _encode(binary, ["-vf", "noise=alls=6:allf=t"], source, clip)
    return clip


def short_and_long_in(folder: Path, binary: Path) -> tuple[Path, Path]:
    """Make a minute of video, and two hours of the same."""
    short, long = folder / "minute.mp4", folder / "two-hours.mp4"
    if not short.exists():
        _encode(binary, [], f"testsrc2=size=1920x1080:rate=30:duration={MINUTE}", short)
    if not long.exists():
        again = str(TWO_HOURS // MINUTE - 1)
        _run([str(binary), "-v", "error", "-y", "-stream_loop", again, "-i", str(short), "-c", "copy", str(long)])
    return short, long


def rival_command(binary: Path, clip: Path, folder: Path) -> list[str]:
    """Return what one would type: a frame a second, as files."""
    return [str(binary), "-v", "error", "-y", "-i", str(clip), "-vf", "fps=1", str(folder / "%04d.jpg")]


def _encode(binary: Path, shape: list[str], source: str, video: Path) -> None:
    video.parent.mkdir(parents=True, exist_ok=True)
    x264 = ["-c:v", "libx264", "-preset", "veryfast", "-crf", "23", "-pix_fmt", "yuv420p"]
    _run([str(binary), "-v", "error", "-y", "-f", "lavfi", "-i", source, *shape, *x264, str(video)])


def _run(command: list[str]) -> None:
    subprocess.run(command, check=True)
