"""Which FFmpeg there is."""

import asyncio
import re
import shutil
from pathlib import Path
from typing import Final

from attrs import frozen

from adapters.section import CannotOpen
from adapters.wire.children.child import running
from adapters.wire.children.limits import Limits

OLDEST: Final = 5
ENCODER: Final = "--enable-libx264"
TO_ASK: Final = Limits(memory=4 << 30, cpu_seconds=20, file_bytes=1)
PATIENCE: Final = 30.0
GET_ONE: Final = (
    "install FFmpeg 5 or newer with libx264, or the extra `films`, which brings one, or point ODDIYA_FFMPEG to one"
)


@frozen(kw_only=True)
class Binary:
    """An FFmpeg that can make films; `version` is what it says it is, by which whatever it makes is named."""

    path: Path
    version: str


async def found(chosen: str) -> Binary:
    """Return the FFmpeg that was chosen, by path or name; else the first that will do, on PATH or in the wheel."""
    refusals: list[str] = []
    for path in await asyncio.to_thread(_candidates, chosen):
        try:
            return await asked(path)
        except CannotOpen as refusal:
            refusals.append(str(refusal))
    nothing = f"ODDIYA_FFMPEG is {chosen!r}, where there is no program" if chosen else "there is no FFmpeg"
    raise CannotOpen("; ".join(refusals or [nothing]) + f": {GET_ONE}")


async def asked(path: Path) -> Binary:
    """Ask a program what it is; `CannotOpen` when it is no FFmpeg, or none that will do."""
    try:
        async with (
            asyncio.timeout(PATIENCE),
            running([path, "-version"], folder=Path("/"), limits=TO_ASK) as child,
        ):
            said = (await child.stdout.read()).decode(errors="replace")
    except TimeoutError:
        said = ""
    first = re.match(r"ffmpeg version (\D{0,2}(\d*)\S*)", said)
    if first is None:
        raise CannotOpen(f"{path} is no FFmpeg that runs")
    if first[2] and int(first[2]) < OLDEST:
        raise CannotOpen(f"{path} is FFmpeg {first[1]}, which is too old")
    if ENCODER not in said:
        raise CannotOpen(f"{path} was built without libx264")
    return Binary(path=path, version=first[1])


def _candidates(chosen: str) -> list[Path]:
    if chosen:
        return [Path(program).absolute() for program in (shutil.which(chosen),) if program]
    return [Path(program).absolute() for program in (shutil.which("ffmpeg"), _in_wheel()) if program]


def _in_wheel() -> str | None:
    try:
        import imageio_ffmpeg

        return str(imageio_ffmpeg.get_ffmpeg_exe())
    except (ImportError, RuntimeError):
        return None
