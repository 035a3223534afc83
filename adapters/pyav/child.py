"""The program that knows videos: it takes one order, fences itself off, and says frame after frame."""

import resource
import sys
import sysconfig
from pathlib import Path
from typing import Final

import av.logging

from adapters.pyav.broken import Broken, Many, Nothing
from adapters.pyav.extracting import Extracting
from adapters.pyav.opening import found
from adapters.pyav.wording import order_of, say
from adapters.wire.children.fence import fenced

# Modules that are imported only when they are needed; the video is open before the fence is up.
READABLE: Final = tuple(Path(sysconfig.get_path(name)) for name in ("stdlib", "platstdlib", "purelib", "platlib"))


def main() -> None:
    """Do what is ordered."""
    out = sys.stdout.buffer
    order = order_of(sys.stdin.buffer.readline())
    av.logging.set_level(av.logging.FATAL)
    _told_before_it_is_killed()
    try:
        with found(order.video) as file:
            fenced(READABLE)
            say(out, "ready")
            Extracting(out, order, file).run()
    except Broken as broken:
        say(out, "broken", reason=broken.reason)
    except Many as many:
        say(out, "many", frames=many.frames)
    except Nothing as nothing:
        say(out, "nothing", reason=nothing.reason)
    except MemoryError:
        say(out, "broken", reason="needs too much memory")


def _told_before_it_is_killed() -> None:
    """Have the kernel say why a second before it kills for too much time."""
    _, most = resource.getrlimit(resource.RLIMIT_CPU)
    if most > 1:
        resource.setrlimit(resource.RLIMIT_CPU, (most - 1, most))
