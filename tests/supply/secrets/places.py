"""Where secrets may lie: every file that git tracks, and everything that git has ever kept."""

import subprocess
from collections.abc import Iterator
from pathlib import Path

from attrs import frozen


@frozen(kw_only=True)
class Text:
    """Something to look into, and where it is."""

    place: str
    content: bytes


def tracked(root: Path) -> Iterator[Text]:
    """Read every file that is tracked."""
    listed = _git(root, "ls-files", "-z")
    for name in filter(None, listed.decode().split("\0")):
        path = root / name
        if path.is_symlink():
            yield Text(place=name, content=bytes(path.readlink()))
        elif path.is_file():
            yield Text(place=name, content=path.read_bytes())


def history(root: Path) -> Iterator[Text]:
    """Read every file and message of every commit that git has, those that no branch leads to included."""
    paths = _paths(root)
    command = ["git", "cat-file", "--batch-all-objects", "--batch", "--unordered"]
    with subprocess.Popen(command, cwd=root, stdout=subprocess.PIPE) as git:
        assert git.stdout is not None
        while head := git.stdout.readline():
            name, kind, size = head.decode().split()
            content = git.stdout.read(int(size) + 1)[:-1]
            if kind != "tree":
                yield Text(place=f"{kind} {name[:12]} {paths.get(name, '')}".rstrip(), content=content)
    assert git.returncode == 0


def _paths(root: Path) -> dict[str, str]:
    lines = _git(root, "rev-list", "--objects", "--all").decode(errors="replace").splitlines()
    return {name: path for name, _, path in (line.partition(" ") for line in lines) if path}


def _git(root: Path, *words: str) -> bytes:
    return subprocess.run(["git", *words], cwd=root, capture_output=True, check=True).stdout
