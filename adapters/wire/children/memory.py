"""How much memory programs use, as far as the system tells."""

from pathlib import Path


def peak_memory(pid: int) -> int:
    """Return the most memory that a process has had at once, in bytes; 0 when it is gone, or nobody can tell."""
    return _field(pid, b"VmHWM:")


def memory_of_all(pid: int) -> int:
    """Return how much memory a process and all that it began have now, in bytes; what they share counts for each."""
    return _field(pid, b"VmRSS:") + sum(memory_of_all(child) for child in _children(pid))


def _field(pid: int, name: bytes) -> int:
    try:
        status = Path(f"/proc/{pid}/status").read_bytes()
    except OSError:
        return 0
    _, found, rest = status.partition(name)
    return int(rest.split(maxsplit=1)[0]) * 1024 if found else 0


def _children(pid: int) -> list[int]:
    found: list[int] = []
    for thread in Path(f"/proc/{pid}/task").glob("*/children"):
        try:
            found += [int(child) for child in thread.read_bytes().split()]
        except OSError:
            continue
    return found
