"""What the files in a ZIP of frames are called."""

from collections.abc import Mapping
from typing import Final

from core.video.model.frames.wishes import FrameFormat

FRAMES: Final = "frames/"
CONTACT_SHEET: Final = "contact-sheet.jpg"
MANIFEST: Final = "manifest.json"
ENDINGS: Final[Mapping[FrameFormat, str]] = {"jpeg": "jpg", "png": "png"}


def frame_name(number: int, frame_format: FrameFormat) -> str:
    """Return the name that a frame is saved as."""
    return f"{number:06}.{ENDINGS[frame_format]}"


def frame_entry(number: int, frame_format: FrameFormat) -> str:
    """Return where in the ZIP a frame is."""
    return FRAMES + frame_name(number, frame_format)
