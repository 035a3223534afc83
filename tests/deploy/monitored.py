"""What dashboards and rules ask Prometheus for, read as Prometheus reads it."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any, Final

import promql_parser
from attrs import frozen

from composition.metrics_catalogue import METRICS
from deploy.monitoring.making.files import BOARDS
from deploy.monitoring.making.rules import RECORDS, RULES

ROOT: Final = Path(__file__).parents[2]
MONITORING: Final = ROOT / "deploy/monitoring"
RUNBOOK: Final = ROOT / "docs/runbook"
# What Prometheus adds to whatever it scrapes; one gateway of several workers tells of each.
TARGET: Final = frozenset({"job", "instance", "worker"})
# What the client library and Prometheus itself tell.
PROVIDED: Final[dict[str, set[str]]] = {
    "up": set(),
    "ALERTS": {"alertname", "alertstate", "severity"},
    "process_start_time_seconds": set(),
    "process_resident_memory_bytes": set(),
    "process_open_fds": set(),
    "process_max_fds": set(),
    "python_gc_collections_total": {"generation"},
}
PARTS: Final = {"counter": ("",), "gauge": ("",), "histogram": ("_count", "_sum", "_bucket")}
WITHIN_GRAFANA: Final = {"$__rate_interval": "5m", "$service": ".*", "$route": ".*", "$queue": ".*", "$job": ".*"}


@frozen
class Asked:
    """One series that an expression asks for, and the labels by which it chooses."""

    name: str
    labels: frozenset[str]


def known() -> dict[str, set[str]]:
    """Return the name of every series that there can be, and the labels that it has."""
    own = {
        metric.name + part: {*metric.labels, *(("le",) if part == "_bucket" else ())}
        for metric in METRICS
        for part in PARTS[metric.kind]
    }
    # What a recorded number is told apart by is what it was summed by.
    recorded = {record.name: {"service", "slo"} for record in RECORDS}
    return {**own, **PROVIDED, **recorded}


def expressions() -> Iterator[tuple[str, str]]:
    """Return every expression, and where it stands."""
    for number, rule in enumerate(RULES):
        yield f"rule {number} {rule.name}", rule.expr
    for name, board in BOARDS.items():
        for panel in board.shown()["panels"]:
            for target in panel.get("targets", ()):
                yield f"{name} {panel['title']} {target['refId']}", without_variables(target["expr"])


def without_variables(expr: str) -> str:
    """Return an expression of a dashboard as it is sent when everything is chosen."""
    for variable, value in WITHIN_GRAFANA.items():
        expr = expr.replace(variable, value)
    assert "$" not in expr, f"nobody says what {expr} stands for"
    return expr


def asked(expr: str) -> set[Asked]:
    """Return the series that an expression asks for; `ValueError` for what is no expression."""
    found: set[Asked] = set()

    def look(node: Any) -> None:
        if isinstance(node, promql_parser.VectorSelector):
            labels = frozenset(matcher.name for matcher in node.matchers.matchers)
            found.add(Asked(node.name or "", labels))

    promql_parser.walk(promql_parser.parse(expr), look)
    return found
