"""The program that knows photos: each thing asked of it is done by a fork of its own, behind a fence.

What a photo makes of a fork, whether that crashes or is led astray, ends with the fork, which sees no other photo.
"""

import gc
import os
import sys
import sysconfig
from contextlib import AbstractContextManager, ExitStack, nullcontext
from pathlib import Path
from typing import BinaryIO, Final

from adapters.pillow.apart import Lost, apart
from adapters.pillow.asking import Answer, Ask, answer_line, answer_of, ask_of
from adapters.pillow.drawing import drawn, size_of, words_alone
from adapters.pillow.photo_file import TOO_MUCH_MEMORY, Broken, PhotoFile, found
from adapters.wire.children.fence import fenced

ROOT: Final = Path(__file__).resolve().parent.parent.parent
# Modules that are imported only when they are needed, and fonts.
READABLE: Final = (
    *(Path(sysconfig.get_path(name)) for name in ("stdlib", "platstdlib", "purelib", "platlib")),
    *(ROOT / name for name in ("adapters", "core", "ports")),
    *(Path(folder) for folder in ("/usr/lib", "/lib", "/lib64", "/usr/share/fonts", "/usr/local/share/fonts")),
)
OWNER_ONLY: Final = 0o600
ROWS: Final = 64  # written at a time


def main() -> None:
    """Do what is asked, line by line, until nobody asks any more."""
    asks, answers = sys.stdin.buffer, sys.stdout.buffer
    gc.freeze()  # the forks share what was imported
    while line := asks.readline():
        answers.write(answer_line(answer(ask_of(line))))
        answers.flush()


def answer(ask: Ask) -> Answer:
    """Do what is asked, in a fork; what can be imported for it is imported before, so that the next forks have it."""
    if ask.words:
        import adapters.pillow.lettering  # noqa: F401 - see above
    with ExitStack() as stack:
        try:
            photo = None if ask.photo is None else stack.enter_context(found(ask.photo))
            return answer_of(apart(lambda: answer_line(_fenced_off(ask, photo))))
        except Broken as broken:
            return Answer(broken=broken.reason)
        except Lost as lost:
            return Answer(broken=lost.reason) if ask.photo else Answer(failed=f"drawing ({lost.reason})")
        except ValueError:
            return Answer(broken="is damaged")


def _fenced_off(ask: Ask, photo: PhotoFile | None) -> Answer:
    try:
        with _target(ask) as target:
            fenced(READABLE)
            return done(ask, photo, target)
    except Broken as broken:
        return Answer(broken=broken.reason)
    except MemoryError:
        return Answer(broken=TOO_MUCH_MEMORY)
    except OSError as failure:
        return Answer(failed=f"the disk ({failure.strerror})")


def _target(ask: Ask) -> AbstractContextManager[BinaryIO | None]:
    if ask.target is None:
        return nullcontext()
    return os.fdopen(os.open(ask.target, os.O_WRONLY | os.O_CREAT | os.O_EXCL, OWNER_ONLY), "wb")


def done(ask: Ask, photo: PhotoFile | None, target: BinaryIO | None) -> Answer:
    """Look at the photo, or write what is drawn of it to the target."""
    if target is None:
        return Answer(size=(0, 0) if photo is None else size_of(photo))
    image = words_alone(ask.words, size=ask.size) if ask.picture is None else drawn(ask.picture, photo, size=ask.size)
    for top in range(0, image.height, ROWS):
        target.write(image.crop((0, top, image.width, min(top + ROWS, image.height))).tobytes())
    target.flush()
    return Answer(size=image.size)
