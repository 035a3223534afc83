"""Files that somebody names on the command line: whether they can be read or written, and how they are shown."""

import argparse
import os
import re
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Final

from adapters.section import CannotOpen

KIB: Final = 1024
MIB: Final = 1024 * KIB
URL: Final = re.compile(r"[a-z][a-z0-9+.-]*://", re.IGNORECASE | re.ASCII)


def local_path(text: str) -> Path:
    """Read the name of a file from the command line."""
    if URL.match(text):
        raise argparse.ArgumentTypeError(f"{text!r} is no file on this machine, and others are not reached")
    return Path(text)


def path_ending(ending: str, text: str) -> Path:
    """Read the name of a file that has to end so."""
    path = local_path(text)
    if path.suffix.lower() != ending:
        raise argparse.ArgumentTypeError(f"{text!r} does not end in {ending}, as the name of the file has to")
    return path


def shown(path: Path) -> str:
    """Return a file's name as a terminal can take it: what might move a cursor, or is no text at all, is escaped."""
    name = str(path)
    return name if name.isprintable() else repr(name)


def size_shown(size: int) -> str:
    """Return so many bytes as people say it."""
    return f"{size / MIB:.1f} MiB" if size >= MIB else f"{size / KIB:.1f} KiB"


def check_source(path: Path) -> None:
    """Raise `CannotOpen` for what is no file."""
    if not os.path.isfile(path):  # noqa: PTH113 - Path's raises where a name is too long
        raise CannotOpen(f"there is no file {shown(path)}")


def check_target(path: Path) -> None:
    """Raise `CannotOpen` for what nothing can be written to."""
    if not os.path.isdir(path.absolute().parent):  # noqa: PTH112 - Path's raises where a name is too long
        raise CannotOpen(f"there is no folder {shown(path.absolute().parent)}")
    if os.path.isdir(path):  # noqa: PTH112 - the same
        raise CannotOpen(f"{shown(path)} is a folder")
    with writing(path), suppress(FileNotFoundError):
        path.lstat()


@contextmanager
def writing(target: Path) -> Iterator[None]:
    """Say of what no disk takes, as `CannotOpen`, that it is the target that cannot be written."""
    try:
        yield
    except OSError as error:
        raise CannotOpen(f"{shown(target)} cannot be written: {error.strerror}") from error


@contextmanager
def draft_of(target: Path) -> Iterator[Path]:
    """Lend a name beside the target, for what takes its place at the end of the block.

    Where the block does not come to its end, nothing of it stays, and what was there before does.
    """
    draft = target.with_name(f".oddiya-{os.getpid()}.part")
    try:
        yield draft
        with writing(target):
            draft.replace(target)
    finally:
        with suppress(OSError):
            draft.unlink()
