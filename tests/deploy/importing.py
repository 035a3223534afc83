"""A program that imports what processes import, as if only some packages were installed, and prints what is missing.

It reads cases as lines of JSON, and answers each with a line: a list of what is missing.
"""

import json
import os
import sys
from collections.abc import Mapping, Sequence
from importlib.abc import MetaPathFinder
from importlib.machinery import ModuleSpec, PathFinder
from importlib.metadata import packages_distributions
from types import ModuleType

from attrs import asdict, define, frozen
from typing_extensions import override


@frozen(kw_only=True)
class Case:
    """The packages that there are; processes, or commands; and what each of them is told."""

    packages: Sequence[str]
    processes: Sequence[tuple[str, Mapping[str, str]]]

    def to_json(self) -> str:
        """Return it as one line."""
        return json.dumps(asdict(self))


@define
class Partial(MetaPathFinder):
    """Finds what Python finds in its folders, but nothing of packages that are not there."""

    hidden: frozenset[str] = frozenset()
    find_distributions = staticmethod(PathFinder.find_distributions)

    @override
    def find_spec(
        self, fullname: str, path: Sequence[str] | None, target: ModuleType | None = None
    ) -> ModuleSpec | None:
        return None if fullname.partition(".")[0] in self.hidden else PathFinder.find_spec(fullname, path, target)


def hidden_from(packages: Sequence[str]) -> frozenset[str]:
    """Return the modules at the top that all belong to other packages than these."""
    there = {*packages, "oddiya"}
    return frozenset(top for top, owners in OWNERS.items() if not there & owners)


def imported(name: str, environment: Mapping[str, str]) -> Sequence[str]:
    """Import everything that a process does; return what is missing."""
    from composition.settings import SettingError
    from tests.deploy.telling import Telling

    try:
        Telling(name=name, environment=environment).known()
    except (ModuleNotFoundError, SettingError) as refusal:
        return [f"{name}: {refusal}"]
    return []


def apart(case: Case) -> None:
    """Answer in a process of its own, so that no case finds what another has imported."""
    pid = os.fork()
    if pid == 0:
        PARTIAL.hidden = hidden_from(case.packages)
        missing = [line for name, environment in case.processes for line in imported(name, environment)]
        print(json.dumps(missing), flush=True)
        os._exit(0)
    os.waitpid(pid, 0)


OWNERS = {
    top: {owner.lower().replace("_", "-").replace(".", "-") for owner in owners}
    for top, owners in packages_distributions().items()
}
PARTIAL = Partial()

if __name__ == "__main__":
    cases = [Case(**json.loads(line)) for line in sys.stdin]
    sys.meta_path[sys.meta_path.index(PathFinder)] = PARTIAL
    # What all of them have is imported once: nothing that one of them has not.
    PARTIAL.hidden = hidden_from([*set.intersection(*(set(case.packages) for case in cases))])
    import tests.deploy.telling  # noqa: F401 - see above

    for each in cases:
        apart(each)
