"""`make bench`: every bench, or those that are named."""

import sys
from importlib import import_module

from tests.bench.harness import run

BENCHES = (
    "http_layer",
    "works",
    "relay",
    "start_up",
    "tokens",
    "passwords",
    "sessions",
    "gateway",
    "planning",
    "planning_engine",
    "films",
    "frames",
)


def main(names: list[str]) -> None:
    """Run the benches one after the other; a missed goal is shown, and the exit status says so."""
    met = [run(import_module(f"tests.bench.{name}").bench) for name in names or BENCHES]
    sys.exit(0 if all(met) else 1)


if __name__ == "__main__":
    main(sys.argv[1:])
