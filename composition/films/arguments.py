"""What `oddiya film` is told on the command line."""

import argparse
from pathlib import Path
from typing import Final, get_args

from composition.local_files import local_path, path_ending
from core.video.model.canvas import Aspect
from core.video.model.order import Wishes

EXAMPLE: Final = 'oddiya film sea/*.jpg --template story --title "부산의 사흘" -o film.mp4'
ENDING: Final = ".mp4"


def describe(film: argparse.ArgumentParser) -> None:
    """Declare the arguments."""
    film.epilog = f"For example: {EXAMPLE}"
    film.add_argument(
        "photos", nargs="+", type=local_path, metavar="PHOTO", help="JPEG, PNG, WebP, AVIF or HEIC, in order"
    )
    film.add_argument("--template", default="basic", metavar="NAME", help="basic; `oddiya templates list` shows all")
    film.add_argument("--title", metavar="TEXT", help="words at the beginning")
    film.add_argument(
        "--caption", action="append", default=[], metavar="TEXT", help="words on a photo: the first on the first, ..."
    )
    film.add_argument("--aspect", choices=get_args(Aspect), help="the film's shape, instead of the template's own")
    film.add_argument("--seconds", type=float, metavar="N", help="seconds per photo, instead of the template's own")
    film.add_argument("--music", type=local_path, metavar="FILE", help="MP3, AAC, WAV, FLAC or Ogg")
    film.add_argument(
        "-o", "--out", type=film_path, default=Path("film.mp4"), metavar="FILE", help="where it goes: film.mp4"
    )
    film.add_argument("--dry-run", action="store_true", help="only say what the film would be like")


def wishes_of(chosen: argparse.Namespace) -> Wishes:
    """Return what is wished of the template."""
    return Wishes(
        title=chosen.title,
        captions=tuple(chosen.caption),
        aspect=chosen.aspect,
        seconds_per_photo=chosen.seconds,
    )


def film_path(text: str) -> Path:
    """Read the name of a file that a film can be written to."""
    return path_ending(ENDING, text)
