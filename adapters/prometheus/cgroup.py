"""What a container uses of what it may, as Linux tells it: control groups of version 2, or of version 1."""

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Final

from adapters.prometheus.usage import Usage

CONTAINER: Final = "container"
GROUPS: Final = "sys/fs/cgroup"
Read = Callable[[Path], Usage | None]


def cpu_of_container(root: Path) -> Usage | None:
    """Return CPU time used and the cores that are allowed, or None where nobody set a limit."""
    return _first(root, "", _cpu_2) or _first(root, "cpu", _cpu_1)


def memory_of_container(root: Path) -> Usage | None:
    """Return memory that is used and allowed, or None where nobody set a limit."""
    return _first(root, "", _memory_2) or _first(root, "memory", _memory_1)


def _first(root: Path, controller: str, read: Read) -> Usage | None:
    """Return what the nearest group with a limit says: that of this process, or one around it."""
    for folder in _groups(root, controller):
        try:
            usage = read(folder)
        except (OSError, ValueError, LookupError):
            continue
        if usage is not None:
            return usage
    return None


def _groups(root: Path, controller: str) -> Iterator[Path]:
    mount = root / GROUPS / controller
    own = Path(_own_path(root, controller).lstrip("/"))
    yield from (mount / folder for folder in (own, *own.parents))


def _own_path(root: Path, controller: str) -> str:
    """Return where this process's group is; in a container of its own it is the whole tree that can be seen."""
    try:
        lines = [line.split(":", 2) for line in (root / "proc/self/cgroup").read_text().splitlines()]
    except OSError:
        return "/"
    return next((path for _, names, path in lines if controller in names.split(",")), "/")


def _cpu_2(folder: Path) -> Usage | None:
    quota, period = (folder / "cpu.max").read_text().split()
    if quota == "max":
        return None
    used = _table(folder / "cpu.stat")["usage_usec"] / 1e6
    return Usage(scope=CONTAINER, used=used, limit=int(quota) / int(period))


def _cpu_1(folder: Path) -> Usage | None:
    quota, period = _number(folder / "cpu.cfs_quota_us"), _number(folder / "cpu.cfs_period_us")
    if quota <= 0:
        return None
    return Usage(scope=CONTAINER, used=_number(folder / "cpuacct.usage") / 1e9, limit=quota / period)


def _memory_2(folder: Path) -> Usage | None:
    limit = (folder / "memory.max").read_text().strip()
    if limit == "max":
        return None
    # What has been read of files and not again is given back for the asking; the kernel counts it as used.
    spare = _table(folder / "memory.stat")["inactive_file"]
    return Usage(scope=CONTAINER, used=max(0, _number(folder / "memory.current") - spare), limit=int(limit))


def _memory_1(folder: Path) -> Usage | None:
    limit = _number(folder / "memory.limit_in_bytes")
    spare = _table(folder / "memory.stat")["total_inactive_file"]
    return Usage(scope=CONTAINER, used=max(0, _number(folder / "memory.usage_in_bytes") - spare), limit=limit)


def _number(file: Path) -> int:
    return int(file.read_text())


def _table(file: Path) -> dict[str, int]:
    lines = (line.split() for line in file.read_text().splitlines())
    return {name: int(value) for name, value in lines}
