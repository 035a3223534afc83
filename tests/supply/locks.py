"""The lock files: what is installed, in which version, and the hash of every file that it may come in."""

import re
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Final

from attrs import frozen

from tests.processes import ROOT

REQUIREMENTS: Final = ROOT / "requirements"
LOCKS: Final = sorted(REQUIREMENTS.rglob("*.txt"))
PINNED: Final = re.compile(r"(?P<name>[A-Za-z0-9._-]+)(?:\[[^]]*])?==(?P<version>[^\s;]+)(?: *; *(?P<where>.+?))?")
HASH: Final = re.compile(r"--hash=sha256:([0-9a-f]{64})")


class NotPinnedError(ValueError):
    """A line of a lock file that names no single version, or no hash."""


@frozen(kw_only=True)
class Locked:
    """One version of one package; `where` says on which machines, when not on all."""

    name: str
    version: str
    where: str | None
    hashes: Sequence[str]

    @property
    def purl(self) -> str:
        """Its name in every list of packages and their holes."""
        return f"pkg:pypi/{re.sub(r'[-_.]+', '-', self.name).lower()}@{self.version}"


def locked_in(path: Path) -> Sequence[Locked]:
    """Read a lock file; refuse what is not pinned and hashed."""
    return [_locked(line) for line in _joined(path.read_text())]


def _joined(text: str) -> Iterator[str]:
    """Put together what goes over several lines, and leave out what says nothing."""
    for line in re.sub(r"\\\n", " ", text).splitlines():
        if said := re.sub(r"(^|\s)#.*", "", line).strip():
            yield said


def _locked(line: str) -> Locked:
    what, *_ = line.partition(" --hash=")
    hashes = HASH.findall(line)
    match = PINNED.fullmatch(what.strip())
    if match is None or not hashes or len(hashes) != line.count("--hash"):
        raise NotPinnedError(line[:100])
    return Locked(name=match["name"], version=match["version"], where=match["where"], hashes=hashes)
