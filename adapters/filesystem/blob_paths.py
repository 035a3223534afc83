"""Where on the disk the object of a key lies, and which keys the disk holds.

The segments of a key become folders, marked with "+", and the last one a file, so that "a" and "a/b" get along. A
capital letter is written "=a", for disks that do not tell it from a small one, and a dot in front "=.", so that no
name is special. A segment that is too long for one name goes on in folders marked with "~".
"""

import os
import re
from collections.abc import AsyncGenerator
from heapq import heappop, heappush
from pathlib import Path

from adapters.filesystem.disk import on_disk
from adapters.wire.blob_keys import is_key

LONGEST = 64  # letters of a segment in one name, which may double; the strictest file systems take 143 bytes

_SPECIAL = re.compile(r"[A-Z]|^\.")
_STEM = re.compile(r"(?:=[a-z.]|[a-z0-9_-])(?:=[a-z]|[a-z0-9._-])*")

Found = tuple[str, str]  # a key, or the beginning of the keys in a folder; and the folder


def path_of(root: Path, key: str) -> Path:
    """Return where the object of a valid key lies."""
    folder, _, name = key.rpartition("/")
    return _folder_of(root, folder).joinpath(*_names_of(name))


async def keys_under(root: Path, prefix: str) -> AsyncGenerator[str, None]:
    """Go through the keys that begin with the prefix, ascending.

    What was found waits in a heap; a folder waits under a text that sorts before all keys in it, and is opened when
    its turn comes.
    """
    folder, slash, _ = prefix.rpartition("/")
    if slash and not is_key(folder):
        return
    waiting: list[Found] = [(folder + slash, str(_folder_of(root, folder)))]
    while waiting:
        beginning, path = heappop(waiting)
        if not path:
            yield beginning
            continue
        for found in await on_disk(_look_into, path, beginning, prefix):
            heappush(waiting, found)


def _folder_of(root: Path, folder: str) -> Path:
    names = (name for segment in folder.split("/") if segment for name in _names_of(segment, mark="+"))
    return root.joinpath(*names)


def _names_of(segment: str, *, mark: str = "") -> list[str]:
    *others, last = (_escaped(segment[at : at + LONGEST]) for at in range(0, len(segment), LONGEST))
    return [*(other + "~" for other in others), last + mark]


def _escaped(text: str) -> str:
    return _SPECIAL.sub(lambda special: "=" + special[0].lower(), text)


def _unescaped(name: str) -> str:
    return re.sub("=(.)", lambda special: special[1].upper(), name)


def _look_into(path: str, beginning: str, prefix: str) -> list[Found]:
    try:
        with os.scandir(path) as entries:
            found = [_found(entry, beginning) for entry in entries]
    except FileNotFoundError:
        return []
    return [one for one in found if one and (one[0].startswith(prefix) or (one[1] and prefix.startswith(one[0])))]


def _found(entry: os.DirEntry[str], beginning: str) -> Found | None:
    stem = entry.name.rstrip("+~")
    mark = entry.name[len(stem) :]
    if not _STEM.fullmatch(stem) or mark not in ("", "+", "~") or not _is_ours(entry, folder=bool(mark)):
        return None
    text = beginning + _unescaped(stem) + ("/" if mark == "+" else "")
    return text, entry.path if mark else ""


def _is_ours(entry: os.DirEntry[str], *, folder: bool) -> bool:
    """Tell whether we may have made it; of links, which might lead in circles, and of devices we make none."""
    return entry.is_dir(follow_symlinks=False) if folder else entry.is_file(follow_symlinks=False)
