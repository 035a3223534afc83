"""`python -m tests.supply.secrets`: look for secrets in what is tracked, or with --history in all that ever was."""

import argparse
import sys
from pathlib import Path

from tests.processes import ROOT
from tests.supply.secrets.allowed import ALLOWED, read_allowed
from tests.supply.secrets.places import history, tracked
from tests.supply.secrets.scan import Leak, leaks_in


def main() -> int:
    """Print what was found, by line and fingerprint; fail when there is any."""
    parser = argparse.ArgumentParser(prog="python -m tests.supply.secrets", description=__doc__)
    parser.add_argument("--history", action="store_true", help="look into everything that git has kept")
    parser.add_argument("--root", type=Path, default=ROOT, help="another repository than this")
    told = parser.parse_args()
    texts = history(told.root) if told.history else tracked(told.root)
    leaks = leaks_in(texts, {one.fingerprint for one in read_allowed(ALLOWED)})
    print(*map(shown, leaks), f"{len(leaks)} secrets found", sep="\n")
    return 1 if leaks else 0


def shown(leak: Leak) -> str:
    """Say where it is without saying it again."""
    return f"{leak.place}:{leak.find.line}: {leak.find.rule} (fingerprint {leak.find.fingerprint})"


sys.exit(main())
