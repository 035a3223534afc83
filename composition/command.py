"""A command of the command line that is described only when it is the one that was given."""

import argparse
from importlib import import_module
from typing import Any

from typing_extensions import override


class Command(argparse.ArgumentParser):
    """Reads the arguments of a command, which the module `described_in` declares.

    It is imported when there are any to read: who runs a service has nothing in memory of how a plan is ordered.
    """

    def __init__(self, *, described_in: str | None = None, **options: Any) -> None:
        super().__init__(**options)
        self._described_in = described_in

    @override
    def parse_known_args(self, args: Any = None, namespace: Any = None) -> Any:
        if self._described_in is not None:
            import_module(self._described_in).describe(self)
            self._described_in = None
        return super().parse_known_args(args, namespace)
