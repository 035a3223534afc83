"""All files that are made, by their names in this folder."""

import json
from collections.abc import Iterator
from typing import Any, Final

from deploy.monitoring.making import (
    board_databases,
    board_films,
    board_infrastructure,
    board_overview,
    board_planning,
)
from deploy.monitoring.making.board import Board
from deploy.monitoring.making.operator_objects import kustomization, pod_monitors, prometheus_rules
from deploy.monitoring.making.rules import GROUPS, rules_file
from deploy.monitoring.making.scraping import alertmanager_settings, prometheus_settings
from deploy.monitoring.making.words import Links
from deploy.monitoring.making.yaml_text import yaml_text

BOARDS: Final[dict[str, Board]] = {
    "overview": board_overview.BOARD,
    "video-processing": board_films.BOARD,
    "databases": board_databases.BOARD,
    "infrastructure": board_infrastructure.BOARD,
    "planning": board_planning.BOARD,
}


def files(links: Links) -> Iterator[tuple[str, str]]:
    """Return the name and the text of every file."""
    for subject, groups in GROUPS.items():
        yield f"rules/{subject}.yaml", yaml_text(rules_file(groups, links))
    for name, board in BOARDS.items():
        yield f"dashboards/{name}.json", json_text(board.shown())
    yield "prometheus.yml", yaml_text(prometheus_settings())
    yield "alertmanager.yml", yaml_text(alertmanager_settings())
    yield "kubernetes/pod-monitors.yaml", yaml_text(*pod_monitors())
    yield "kubernetes/prometheus-rules.yaml", yaml_text(*prometheus_rules(links))
    yield "kustomization.yaml", yaml_text(kustomization(BOARDS))


def json_text(document: Any) -> str:
    """Return a document as people can compare it line by line."""
    return json.dumps(document, indent=2, ensure_ascii=False) + "\n"
