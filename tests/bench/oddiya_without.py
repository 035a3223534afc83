"""Runs the command `oddiya` as if modules were not installed: their names, comma-separated, precede its arguments."""

import sys
from collections.abc import Sequence
from importlib.machinery import ModuleSpec, PathFinder
from types import ModuleType
from typing import Final

from typing_extensions import override

HIDDEN: Final = frozenset(sys.argv[1].split(","))


class Partial(PathFinder):
    """Finds what Python finds in its folders, but nothing that is hidden."""

    @override
    @classmethod
    def find_spec(
        cls, fullname: str, path: Sequence[str] | None = None, target: ModuleType | None = None
    ) -> ModuleSpec | None:
        return None if fullname.partition(".")[0] in HIDDEN else super().find_spec(fullname, path, target)


if __name__ == "__main__":
    sys.meta_path[sys.meta_path.index(PathFinder)] = Partial
    from composition.cli import main

    main(sys.argv[2:])
