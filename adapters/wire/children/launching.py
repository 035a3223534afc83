"""How a program is started so that it can do little, and dies with Oddiya."""

import os
import shutil
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Final

from adapters.wire.children.limits import Limits

SHELL: Final = "/bin/sh"
BLOCK: Final = 512  # bytes, in which POSIX counts the size of files
# The shell looks at its parent after the kernel was told what to do when that dies: had it died before, nobody would
# be told. Limits that the system refuses are narrower already. Short of memory, the kernel takes this program first.
BEGIN: Final = (
    '[ "$PPID" = "$1" ] || exit 1; { ulimit -c 0; ulimit -v "$2"; ulimit -t "$3"; ulimit -f "$4"; ulimit -n "$5"; '
    'echo 900 >/proc/self/oom_score_adj; } 2>/dev/null; shift 5; exec "$@"'
)


def launched(command: Sequence[str | Path], *, limits: Limits, parent: int | None = None) -> list[str]:
    """Return what to start instead of a command, in 2 ms more: two small programs that end up as that command.

    A function to be called between fork and exec would be simpler, and can hang where there are threads.
    """
    numbers = (
        os.getpid() if parent is None else parent,
        -(-limits.memory // 1024),
        limits.cpu_seconds,
        -(-limits.file_bytes // BLOCK),
        limits.open_files,
    )
    words = [SHELL, "-c", BEGIN, SHELL, *map(str, numbers), *map(str, command)]
    return [*_dying_with_its_parent(), *words]


def environment(folder: Path) -> Mapping[str, str]:
    """Return all that a program is told of the world: nothing that is secret, and no place but its folder."""
    return {"PATH": os.defpath, "LANG": "C.UTF-8", "HOME": str(folder), "TMPDIR": str(folder)}


def _dying_with_its_parent() -> Sequence[str]:
    """Return the beginning of a command; nothing where the system is without it, or has another of the same name."""
    setpriv = shutil.which("setpriv")
    if setpriv is None or Path(setpriv).resolve().name != "setpriv":
        return ()
    return (setpriv, "--pdeathsig", "KILL", "--no-new-privs", "--")
