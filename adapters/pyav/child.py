"""The program that knows videos: it takes one order, fences itself off, and says frame after frame."""

import os
import resource
import sys
import sysconfig
from pathlib import Path
from typing import Final

import av.logging

from adapters.pyav.broken import Broken, Many, Nothing
from adapters.pyav.extracting import Extracting
from adapters.pyav.opening import found
from adapters.pyav.wording import Mouth, order_of
from adapters.wire.children.fence import fenced
from adapters.wire.children.given_back import large_pieces_given_back

# Modules that are imported only when they are needed; the video is open before the fence is up.
READABLE: Final = tuple(Path(sysconfig.get_path(name)) for name in ("stdlib", "platstdlib", "purelib", "platlib"))

LARGE: Final = 1 << 22  # bytes: more than a picture of 1080p has, since to get memory for each anew takes a while


def run() -> None:
    """Do what is ordered, and end at once: to take everything down in order takes a while, and is of no use."""
    main()
    os._exit(0)


def main() -> None:
    """Do what is ordered."""
    mouth = Mouth(sys.stdout.buffer)
    order = order_of(sys.stdin.buffer.readline())
    av.logging.set_level(av.logging.FATAL)
    large_pieces_given_back(least=LARGE)
    _told_before_it_is_killed()
    try:
        with found(order.video) as file:
            fenced(READABLE)
            mouth.say("ready")
            Extracting(mouth, order, file).run()
    except Broken as broken:
        mouth.say("broken", reason=broken.reason)
    except Many as many:
        mouth.say("many", frames=many.frames)
    except Nothing as nothing:
        mouth.say("nothing", reason=nothing.reason)
    except MemoryError:
        mouth.say("broken", reason="needs too much memory")


def _told_before_it_is_killed() -> None:
    """Have the kernel say why a second before it kills for too much time."""
    _, most = resource.getrlimit(resource.RLIMIT_CPU)
    if most > 1:
        resource.setrlimit(resource.RLIMIT_CPU, (most - 1, most))
