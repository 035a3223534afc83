"""Dashboards and rules are made of the numbers that the code keeps, and of no others."""

import re
from itertools import combinations

import pytest
import yaml

from composition.metrics_catalogue import METRICS
from deploy.monitoring.making.files import BOARDS, files
from deploy.monitoring.making.words import SERVICES, Links
from deploy.monitoring.making.yaml_text import HEAD, yaml_text
from tests.deploy.monitored import MONITORING, PARTS, TARGET, asked, expressions, known
from tests.deploy.telling import ALWAYS

EXPRESSIONS = [pytest.param(expr, id=where) for where, expr in expressions()]
MADE = [pytest.param(name, text, id=name) for name, text in files(Links())]
NOT_SHOWN = {"oddiya_disk_size_bytes"}


@pytest.mark.parametrize(("name", "text"), MADE)
def test_what_is_committed_is_what_is_made(name: str, text: str) -> None:
    assert (MONITORING / name).read_text() == text, "run `make monitoring`"


def test_nothing_lies_about_that_is_made_no_longer() -> None:
    made = {name for name, _ in files(Links())}
    folders = ("rules", "dashboards", "kubernetes")
    there = {path.relative_to(MONITORING).as_posix() for one in folders for path in (MONITORING / one).iterdir()}
    assert there <= made


@pytest.mark.parametrize("expr", EXPRESSIONS)
def test_every_expression_asks_for_what_there_is(expr: str) -> None:
    series = known()
    for one in asked(expr):
        assert one.name in series
        assert one.labels <= series[one.name] | TARGET


def test_every_number_that_the_code_keeps_is_shown_or_watched() -> None:
    used = {one.name for _, expr in expressions() for one in asked(expr)}
    unused = {metric.name for metric in METRICS if not used & {metric.name + part for part in PARTS[metric.kind]}}
    assert unused == set()


def test_the_services_are_those_that_every_deployment_has() -> None:
    assert SERVICES == ALWAYS


def test_links_lead_where_somebody_says() -> None:
    elsewhere = Links(runbooks="https://wiki.example.org/run", grafana="https://boards.example.org")
    rules = dict(files(elsewhere))["rules/letters.yaml"]
    assert 'runbook_url: "https://wiki.example.org/run/letters.md#mailsfail"' in rules
    assert 'dashboard_url: "https://boards.example.org/d/oddiya-overview"' in rules


@pytest.mark.parametrize("name", BOARDS)
def test_a_dashboard_is_put_together_well(name: str) -> None:
    board = BOARDS[name].shown()
    panels = board["panels"]
    assert len({panel["id"] for panel in panels}) == len(panels)
    assert all(panel["description"].endswith(".") for panel in panels if panel["type"] != "row")
    assert all(panel["gridPos"]["x"] + panel["gridPos"]["w"] <= 24 for panel in panels)
    assert not any(_overlap(one["gridPos"], other["gridPos"]) for one, other in combinations(panels, 2))
    variables = {variable["name"] for variable in board["templating"]["list"]} | {"__rate_interval"}
    used = {found for panel in panels for found in re.findall(r"\$\{?(\w+)", str(panel))}
    assert used == variables


def test_variables_are_read_from_series_that_there_are() -> None:
    queries = [variable.query for board in BOARDS.values() for variable in board.variables]
    for query in queries:
        matched = re.fullmatch(r"label_values\((.+), (\w+)\)", query)
        assert matched is not None
        (one,) = asked(matched[1].replace("$service", ".*"))
        assert matched[2] in known()[one.name] | TARGET


@pytest.mark.parametrize(
    "document",
    [
        {"a": 1, "b": {"c": [], "d": {}, "e": None}, "f": ["x", {"y": 'z: "quoted" # no comment', "n": 1.5}]},
        {"yes": "no", "true": "1", "2": "null", "on": True, "empty": "", "서울": "한\n국", "a/b": [["nested"], [2]]},
    ],
)
def test_yaml_says_what_was_meant(document: object) -> None:
    assert yaml.safe_load(yaml_text(document)) == document
    assert list(yaml.safe_load_all(yaml_text(document, document))) == [document, document]
    assert yaml_text(document).startswith(HEAD)


def _overlap(one: dict[str, int], other: dict[str, int]) -> bool:
    beside = one["x"] + one["w"] <= other["x"] or other["x"] + other["w"] <= one["x"]
    below = one["y"] + one["h"] <= other["y"] or other["y"] + other["h"] <= one["y"]
    return not (beside or below)
