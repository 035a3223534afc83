"""The last look at a film before anybody else sees it."""

from pathlib import Path
from typing import Final

from adapters.ffmpeg.probing import NoFilm, Probed, probed
from core.video.model.timeline import Timeline

HIGH: Final = 100
SOUND_MAY_DIFFER: Final = 1 / 40  # seconds; AAC comes in pieces of 1024 samples


def accept(film: Path, timeline: Timeline, *, with_music: bool) -> None:
    """Raise `NoFilm` unless the film has the timeline's frames and size, and its sound where there is one."""
    found = probed(film)
    _accept_order(found)
    pictures = found.of("vide")
    expected = ("avc1", timeline.frames, timeline.canvas.width, timeline.canvas.height, HIGH)
    if (pictures.coding, pictures.samples, pictures.width, pictures.height, pictures.profile) != expected:
        raise NoFilm(f"{pictures} is not {expected}")
    if abs(pictures.seconds - timeline.seconds) > 1 / timeline.canvas.fps / 2:
        raise NoFilm(f"it is shown for {pictures.seconds} s instead of {timeline.seconds} s")
    if len(found.tracks) != 1 + with_music:
        raise NoFilm(f"there are {len(found.tracks)} tracks")
    if with_music:
        accept_sound(found, seconds=timeline.seconds)


def accept_sound(found: Probed, *, seconds: float) -> None:
    """Raise `NoFilm` unless there is sound, for so many seconds."""
    sound = found.of("soun")
    if sound.coding != "mp4a" or not sound.samples or abs(sound.seconds - seconds) > SOUND_MAY_DIFFER:
        raise NoFilm(f"{sound} is no AAC of {seconds} s")


def _accept_order(found: Probed) -> None:
    boxes = found.order
    if boxes[:1] != ("ftyp",) or boxes.count("moov") != 1 or boxes.count("mdat") != 1:
        raise NoFilm(f"it is made of {boxes}")
    if boxes.index("moov") > boxes.index("mdat"):
        raise NoFilm("it cannot be played while it is being loaded")
