"""Puts what all lock files name into lists in which no package stands twice, as pip-audit wants them."""

from collections.abc import Iterable, Sequence

from tests.supply.locks import Locked


def rounds_of(locked: Iterable[Locked]) -> Sequence[Sequence[Locked]]:
    """Have each version of each package once, whichever files name it and on whichever machines."""
    versions: dict[str, list[Locked]] = {}
    for one in {one.purl: one for one in locked}.values():
        versions.setdefault(one.purl.rpartition("@")[0], []).append(one)
    most = max(map(len, versions.values()), default=0)
    return [[many[turn] for many in versions.values() if turn < len(many)] for turn in range(most)]
