"""What people upload: a photo and a short video."""

from pathlib import Path
from typing import Final

from composition.demo.photos import png
from tests.videos import Clip, made

WIDTH: Final = 640
HEIGHT: Final = 480


def make_material(folder: Path) -> Path:
    """Make the files in a folder of their own, and return it."""
    folder.mkdir(parents=True, exist_ok=True)
    rows = (b"".join(bytes((x // 3, y // 2, 120)) for x in range(WIDTH)) for y in range(HEIGHT))
    (folder / "photo.png").write_bytes(png(WIDTH, HEIGHT, rows))
    made(folder / "clip.mp4", Clip(frames=50, rate=25, size=(320, 240)))
    return folder
