"""Reads files of requirements."""

import re
from collections.abc import Mapping
from pathlib import Path
from typing import Final

from tests.processes import ROOT

REQUIREMENTS: Final = ROOT / "requirements"
IMAGES: Final = REQUIREMENTS / "images"
PIN: Final = re.compile(r"^(?P<name>[a-z0-9-]+)(\[[a-z,]+\])?==(?P<version>[^ ]+( ; [^\\]+)?) \\$", re.MULTILINE)

Pins = Mapping[tuple[str, str], frozenset[str]]


def pins(path: Path) -> Pins:
    """Return the hashes of each package at its version, and for the Pythons that this is for."""
    text = path.read_text()
    found = [*PIN.finditer(text)]
    ends = [one.start() for one in found[1:]] + [len(text)]
    return {
        (one["name"], one["version"].strip()): frozenset(re.findall(r"sha256:[0-9a-f]{64}", text[one.end() : end]))
        for one, end in zip(found, ends, strict=True)
    }
