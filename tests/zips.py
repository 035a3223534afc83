"""What programs that read ZIPs say of one."""

import io
import json
import shutil
import subprocess
import zipfile
from pathlib import Path
from typing import Any, Final

# Each with what lets it test a ZIP and say nothing but what is wrong; those that are on this machine are asked.
JUDGES: Final = {"unzip": ("-tqq",), "7z": ("t", "-bso0", "-bsp0"), "7zz": ("t", "-bso0", "-bsp0")}


def entries_of(data: bytes) -> dict[str, bytes]:
    """Return what Python finds in a ZIP, in order, each checked."""
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        return {info.filename: archive.read(info) for info in archive.infolist()}


def manifest_of(data: bytes) -> Any:
    """Return what a ZIP of frames says of itself."""
    return json.loads(entries_of(data)["manifest.json"])


def complaints(file: Path, *names: str) -> dict[str, str]:
    """Return what is wrong with a ZIP, or with these entries of it, in the words of each program that says so."""
    said = {}
    for program, options in JUDGES.items():
        if found := shutil.which(program):
            command = [found, *options, str(file), *names]
            ended = subprocess.run(command, capture_output=True, text=True, timeout=60, check=False)
            if ended.returncode:
                said[program] = ended.stdout + ended.stderr
    return said
