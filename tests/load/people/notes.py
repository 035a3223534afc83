"""What is written down of every request, by phase: while people arrive, when all are there, and when they leave."""

import json
from collections import Counter, defaultdict
from itertools import pairwise
from pathlib import Path
from time import monotonic
from typing import Any, Final

ARRIVING: Final = "arriving"
STEADY: Final = "steady"
LEAVING: Final = "leaving"
MOST_TROUBLES: Final = 50
DIGITS: Final = 3


class Notes:
    """Counts outcomes, and how often a request took how many milliseconds (three digits of it), for each route."""

    def __init__(self) -> None:
        self.here = 0
        self.connections = 0
        self.heard = 0
        self.troubles: list[dict[str, Any]] = []
        self._began = {ARRIVING: monotonic()}
        self.phase = ARRIVING
        self._outcomes: dict[str, dict[str, Counter[str]]] = defaultdict(lambda: defaultdict(Counter))
        self._took: dict[str, dict[str, Counter[str]]] = defaultdict(lambda: defaultdict(Counter))

    def enter(self, phase: str) -> None:
        """Begin the next phase."""
        self.phase = phase
        self._began[phase] = monotonic()

    def arrive(self, expected: int) -> None:
        """Count one who has signed in; the evening begins with the last."""
        self.here += 1
        if self.phase == ARRIVING and self.here >= expected:
            self.enter(STEADY)

    def take(self, route: str, outcome: str, milliseconds: float) -> None:
        """Write down one request."""
        self._outcomes[self.phase][route][outcome] += 1
        self._took[self.phase][route][f"{milliseconds:.{DIGITS}g}"] += 1

    def trouble(self, route: str, **what: object) -> None:
        """Keep the first of those that did not go as they should, with what is known of them."""
        if len(self.troubles) < MOST_TROUBLES:
            self.troubles.append({"route": route, "at": monotonic(), **what})

    def write(self, file: Path) -> None:
        """Leave everything to who reports."""
        began = [*self._began.items(), ("", monotonic())]
        phases = {
            phase: {
                "began": at,
                "seconds": until - at,
                "routes": {
                    route: {"outcomes": outcomes, "took": self._took[phase][route]}
                    for route, outcomes in self._outcomes[phase].items()
                },
            }
            for (phase, at), (_, until) in pairwise(began)
        }
        told = {
            "phases": phases,
            "here": self.here,
            "connections": self.connections,
            "heard": self.heard,
            "troubles": self.troubles,
        }
        file.write_text(json.dumps(told))
