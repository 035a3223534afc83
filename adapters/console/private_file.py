"""Files that only their owner can read."""

import os
from pathlib import Path
from tempfile import mkstemp


def write_privately(path: Path, content: bytes) -> None:
    """Write the file in one step, making its folder where there is none."""
    path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    descriptor, unfinished = mkstemp(dir=path.parent, prefix=".unfinished-")
    try:
        with os.fdopen(descriptor, "wb") as file:
            file.write(content)
        Path(unfinished).replace(path)
    except BaseException:
        Path(unfinished).unlink()
        raise
