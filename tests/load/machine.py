"""What the programs on this machine take of it: processor time and memory, read from /proc."""

import os
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Final

from attrs import frozen

TICKS: Final = os.sysconf("SC_CLK_TCK")
CORES: Final = os.cpu_count() or 1
FFMPEG: Final = "ffmpeg"
# Fields of /proc/PID/stat after the name: user and system time, one's own and that of children that have ended.
TIMES: Final = slice(11, 15)
IDLE: Final = slice(3, 5)
PROC: Final = Path("/proc")


@frozen(kw_only=True)
class Reading:
    """What was read at one moment: seconds of processor time since the start, and bytes of memory where asked for."""

    at: float
    worked: Mapping[str, float]
    busy: float
    memory: Mapping[str, int]


def tree(pid: int) -> Iterator[int]:
    """Name a process and all below it."""
    yield pid
    for task in PROC.glob(f"{pid}/task/*/children"):
        for child in _text(task).split():
            yield from tree(int(child))


def worked(pid: int) -> float:
    """Return for how many seconds a process and those below it, ended ones included, have worked."""
    return sum(_times_of(_text(PROC / str(one) / "stat")) for one in tree(pid)) / TICKS


def memory(pid: int) -> int:
    """Return the proportional set size of a process and those below it in bytes, FFmpeg's left out."""
    return sum(_pss(one) for one in tree(pid) if FFMPEG not in _text(PROC / str(one) / "comm"))


def busy() -> float:
    """Return for how many seconds all cores together have worked, for whomever."""
    times = [int(one) for one in _text(PROC / "stat").splitlines()[0].split()[1:9]]
    return (sum(times) - sum(times[IDLE])) / TICKS


def child_that_runs(word: str) -> int | None:
    """Return the child of ours in whose command a word is; None where there is none."""
    for pid in tree(os.getpid()):
        if word in _text(PROC / str(pid) / "cmdline").replace("\0", " ").lower() and pid != os.getpid():
            return pid
    return None


def model() -> str:
    """Name the processor."""
    names = [line for line in _text(PROC / "cpuinfo").splitlines() if line.startswith("model name")]
    return names[0].partition(":")[2].strip() if names else "unknown"


def memory_of_machine() -> int:
    """Return how many bytes of memory there are."""
    return os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES")


def _times_of(stat: str) -> int:
    return sum(int(one) for one in stat.rpartition(")")[2].split()[TIMES])


def _pss(pid: int) -> int:
    lines = _text(PROC / str(pid) / "smaps_rollup").splitlines()
    return sum(int(line.split()[1]) * 1024 for line in lines if line.startswith("Pss:"))


def _text(file: Path) -> str:
    try:
        return file.read_text()
    except (FileNotFoundError, ProcessLookupError):
        return ""
