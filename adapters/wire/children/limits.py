"""How much another program may use."""

from attrs import frozen


@frozen(kw_only=True)
class Limits:
    """Bytes of address space, seconds of processor time, bytes of any one file, and how many files at once."""

    memory: int
    cpu_seconds: int
    file_bytes: int
    open_files: int = 64
