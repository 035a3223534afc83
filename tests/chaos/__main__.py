"""`make chaos`: every case, or those that are named; the table goes to docs/chaos/, the figures to var/chaos/."""

import asyncio
import json
import shutil
import signal
import sys
from collections.abc import Sequence
from contextlib import suppress
from pathlib import Path
from tempfile import TemporaryDirectory
from time import monotonic

from tests.chaos.cases import Case, every_case
from tests.chaos.running import Outcome, run
from tests.chaos.stage import Stage, set_up
from tests.chaos.table import FIGURES, write_table
from tests.system.servers import Servers, servers
from tests.system.system import PROCESSES


async def play(home: Path, there: Servers, names: Sequence[str]) -> bool:
    """Run the cases one after the other; tell whether every promise was kept."""
    task = asyncio.current_task()
    assert task is not None
    asyncio.get_running_loop().add_signal_handler(signal.SIGTERM, task.cancel)
    async with set_up(home, there) as stage:
        outcomes = [await _played(every_case()[name], stage) for name in names]
    return not any(outcome.breaches for outcome in outcomes if outcome)


async def _played(case: Case, stage: Stage) -> Outcome | None:
    """Run one case on a system that is whole, and keep what came of it."""
    if case.small_disk and not stage.small_disk:
        print(f"{case.name}: skipped, since only root can make a disk that is full", flush=True)
        return None
    began = monotonic()
    await stage.start(*PROCESSES)
    try:
        outcome = await run(case, stage)
    except Exception as failure:
        raise RuntimeError(f"the case {case.name} could not be carried out") from failure
    (FIGURES / f"{case.name}.json").write_text(json.dumps(outcome.document, indent=2, ensure_ascii=False))
    if outcome.breaches:
        shutil.copytree(stage.home / "logs", FIGURES / "logs" / case.name, dirs_exist_ok=True)
    _tell(case.name, outcome.document, monotonic() - began)
    return outcome


def _tell(name: str, figures: dict[str, object], seconds: float) -> None:
    short = {key: value for key, value in figures.items() if key not in ("case", "what", "breaches", "worst")}
    print(f"{name} ({seconds:.0f} s): {short}", flush=True)
    breaches = figures["breaches"]
    assert isinstance(breaches, list)
    for breach in breaches:
        print(f"  BROKEN: {breach}", flush=True)


def main(names: Sequence[str]) -> None:
    """Run what is named, on servers of its own."""
    unknown = set(names) - set(every_case())
    if unknown:
        sys.exit(f"there is no case {', '.join(sorted(unknown))}; there are {', '.join(every_case())}")
    FIGURES.mkdir(parents=True, exist_ok=True)
    kept = False
    with (
        TemporaryDirectory(prefix="oddiya-chaos-") as home,
        servers(Path(home)) as there,
        suppress(asyncio.CancelledError),
    ):
        kept = asyncio.run(play(Path(home), there, names or list(every_case())))
    write_table(list(every_case()))
    sys.exit(0 if kept else 1)


if __name__ == "__main__":
    main(sys.argv[1:])
