"""`python -m tests.supply.audit`: ask PyPI, by way of pip-audit, for known holes in whatever is locked."""

import subprocess
import sys
from collections.abc import Iterable, Iterator
from pathlib import Path
from tempfile import TemporaryDirectory

from adapters.system.clock import SystemClock
from tests.supply.audit.accepted import ACCEPTED, read_accepted
from tests.supply.audit.findings import NotAuditedError, complaints, findings_of
from tests.supply.audit.rounds import rounds_of
from tests.supply.locks import LOCKS, Locked, locked_in


def main() -> int:
    """Print what there is to complain of; fail when there is anything."""
    rounds = rounds_of(locked for lock in LOCKS for locked in locked_in(lock))
    try:
        findings = [finding for one in rounds for finding in findings_of(report_of(one))]
    except NotAuditedError as refusal:
        sys.exit(f"audit: {refusal}")
    said = [*complaints(findings, read_accepted(ACCEPTED), today=SystemClock().now().date())]
    print(*said, f"{sum(map(len, rounds))} locked versions audited, {len(said)} complaints", sep="\n")
    return 1 if said else 0


def report_of(locked: Iterable[Locked]) -> str:
    """Let pip-audit look at these; it installs nothing."""
    with TemporaryDirectory() as folder:
        listed = Path(folder, "locked.txt")
        listed.write_text("".join(lines_of(locked)))
        command = ["-m", "pip_audit", "--disable-pip", "--require-hashes", "--progress-spinner=off", "--format=json"]
        asked = subprocess.run(
            [sys.executable, *command, "--requirement", str(listed)], stdout=subprocess.PIPE, text=True, check=False
        )
    if not asked.stdout:
        raise NotAuditedError("pip-audit could not do its work")
    return asked.stdout


def lines_of(locked: Iterable[Locked]) -> Iterator[str]:
    """Name them for every machine, not only for this one."""
    for one in locked:
        hashes = " ".join(f"--hash=sha256:{content}" for content in one.hashes)
        yield f"{one.name}=={one.version} {hashes}\n"


if __name__ == "__main__":
    sys.exit(main())
