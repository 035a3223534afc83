"""What `oddiya frames` is told on the command line."""

import argparse
from collections.abc import Iterator
from pathlib import Path
from typing import Final, get_args

from composition.local_files import local_path, path_ending
from core.errors import Fault
from core.video.model.frames.wishes import DEFAULT_STEP, AskedFrames, FrameFormat

EXAMPLE: Final = "oddiya frames clip.mp4 --every 1 -o frames.zip"
ENDING: Final = ".zip"
STDOUT: Final = Path("-")


def describe(frames: argparse.ArgumentParser) -> None:
    """Declare the arguments."""
    frames.epilog = f"For example: {EXAMPLE}"
    frames.add_argument(
        "video", type=local_path, metavar="VIDEO", help="MP4, QuickTime, Matroska, WebM, AVI or MPEG-TS"
    )
    frames.add_argument(
        "--every", type=float, metavar="SECONDS", help=f"what is shown every so many seconds: {DEFAULT_STEP:g}"
    )
    frames.add_argument(
        "--at", type=instants, default=(), metavar="SECONDS,...", help="what is shown at these instants"
    )
    modes = frames.add_mutually_exclusive_group()
    for mode, about in (
        ("keyframes", "every picture that the video can be entered at"),
        ("scenes", "the first frame, and the first one after each cut"),
        ("best", "of every so many seconds the sharpest frame, unless it looks like one before"),
    ):
        modes.add_argument(f"--{mode}", dest="mode", action="store_const", const=mode, help=about)
    frames.add_argument(
        "--width", type=int, metavar="PIXELS", help="how wide the frames are, instead of the video's own"
    )
    frames.add_argument("--format", choices=get_args(FrameFormat), default="jpeg", help="jpeg, or png for exact pixels")
    frames.add_argument(
        "-o",
        "--out",
        type=zip_path,
        default=Path("frames.zip"),
        metavar="FILE",
        help="where it goes: frames.zip; - is stdout",
    )
    frames.add_argument("--force", action="store_true", help="overwrite what is there")


def asked_of(chosen: argparse.Namespace) -> AskedFrames:
    """Return which frames are asked for."""
    return AskedFrames(mode=chosen.mode, every=chosen.every, at=chosen.at, width=chosen.width, format=chosen.format)


def fault_lines(faults: tuple[Fault, ...], chosen: argparse.Namespace) -> Iterator[str]:
    """Say of each option what is wrong with it."""
    for fault in faults:
        option, *place = fault.pointer.strip("/").split("/")
        value = chosen.at[int(place[0])] if place else getattr(chosen, option)
        named = f"--{option} {value:g}" if isinstance(value, float | int) else f"--{option}"
        yield f"oddiya: {named}: {fault.detail}"


def instants(text: str) -> tuple[float, ...]:
    """Read instants."""
    try:
        return tuple(float(part) for part in text.split(","))
    except ValueError:
        raise argparse.ArgumentTypeError(f"{text!r} is not seconds with commas between them, such as 1,2.5") from None


def zip_path(text: str) -> Path:
    """Read the name of a file that frames can be written to."""
    return STDOUT if Path(text) == STDOUT else path_ending(ENDING, text)
