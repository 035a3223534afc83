"""Where `oddiya frames` writes its ZIP to: a file that is there once it is whole, or the standard output."""

import os
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from io import FileIO
from pathlib import Path

from attrs import frozen

from adapters.section import CannotOpen
from composition.frames.arguments import STDOUT
from composition.local_files import check_source, check_target, draft_of, shown, writing


@frozen
class Output:
    """What takes the bytes of a ZIP; what does not is `CannotOpen`, which says so of the `target`."""

    _file: FileIO
    _target: Path

    async def write(self, data: bytes) -> None:
        """Write them all."""
        rest = memoryview(data)
        with writing(self._target):
            while rest:
                rest = rest[self._file.write(rest) :]


def check_files(video: Path, out: Path, *, force: bool) -> Path:
    """Return where the video really is; raise `CannotOpen` where nothing can be read, or nothing may be written."""
    check_source(video)
    if out == STDOUT:
        _check_stdout()
    else:
        _check_file(video, out, force=force)
    return video.resolve()


@contextmanager
def output_to(out: Path) -> Iterator[Output]:
    """Lend what a ZIP is written to; where the block does not come to its end, no file is left."""
    if out == STDOUT:
        with FileIO(sys.stdout.fileno(), "wb", closefd=False) as file:
            yield Output(file, Path("stdout"))
        return
    with draft_of(out) as draft:
        with writing(out):
            file = FileIO(draft, "wb")
        with file:
            yield Output(file, out)


def _check_stdout() -> None:
    if sys.stdout.isatty():
        raise CannotOpen("a ZIP is nothing for a terminal: name a file with -o")


def _check_file(video: Path, out: Path, *, force: bool) -> None:
    check_target(out)
    if os.path.isfile(out) and os.path.samefile(out, video):  # noqa: PTH113, PTH121 - Path's raise more
        raise CannotOpen(f"{shown(out)} is the video itself")
    if os.path.lexists(out) and not force:
        raise CannotOpen(f"{shown(out)} is there already: --force overwrites it")
