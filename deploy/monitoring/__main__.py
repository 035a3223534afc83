"""Writes dashboards, rules and scrape settings; `python -m deploy.monitoring`, or with --check only compares."""

import argparse
import sys
from pathlib import Path

from deploy.monitoring.making.files import files
from deploy.monitoring.making.words import GRAFANA, RUNBOOKS, Links

HERE = Path(__file__).parent


def main() -> int:
    """Write the files, or say which are not current; return the exit status."""
    options = argparse.ArgumentParser(prog="python -m deploy.monitoring", description=__doc__)
    options.add_argument("--runbooks", default=RUNBOOKS, metavar="URL", help="where docs/runbook can be read")
    options.add_argument("--grafana", default=GRAFANA, metavar="URL", help="where the dashboards are")
    options.add_argument("--out", type=Path, default=HERE, metavar="FOLDER", help="where to write (here)")
    options.add_argument("--check", action="store_true", help="write nothing; fail when a file is not current")
    chosen = options.parse_args()
    links = Links(runbooks=chosen.runbooks.rstrip("/"), grafana=chosen.grafana.rstrip("/"))
    made = {chosen.out / name: text for name, text in files(links)}
    old = [path for path, text in made.items() if not path.exists() or path.read_text() != text]
    if chosen.check:
        sys.stderr.writelines(f"{path} is not current: run `make monitoring`\n" for path in old)
        return 1 if old else 0
    for path in old:
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(made[path])
    return 0


if __name__ == "__main__":
    sys.exit(main())
