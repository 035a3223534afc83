"""Alerts fire on the conditions that were agreed on, and lead whoever is woken to what can be done."""

import re
from functools import cache
from typing import Any

import pytest
import yaml

from deploy.monitoring.making.files import BOARDS
from deploy.monitoring.making.rule import Alert
from deploy.monitoring.making.rules import ALERTS, RECORDS, RULES
from deploy.monitoring.making.words import Links
from tests.deploy.monitored import MONITORING, RUNBOOK, asked

EACH = [pytest.param(alert, id=f"{number}-{alert.name}") for number, alert in enumerate(ALERTS)]
# The ten conditions, as they were asked for; where no time was, two minutes keep a single sample from waking anybody.
AGREED = (
    ("ErrorRateHigh", "> 0.05", "5m"),
    ("ResponsesSlow", "> 2", "5m"),
    ("ServiceDown", "== 0", "2m"),
    ("QueueLong", "> 1000", "10m"),
    ("PoolNearlyUsedUp", "> 0.8", "2m"),
    ("VideosFail", "> 0.1", "10m"),
    ("MailsFail", "> 0.2", "5m"),
    ("DiskLow", "< 0.1", "2m"),
    ("CpuHigh", "> 0.8", "10m"),
    ("MemoryHigh", "> 0.85", "5m"),
)
# How quickly a month's allowance goes: what the SRE Workbook recommends (chapter 5, table 5-8).
BURNS = {("1h", 14.4, "critical"), ("6h", 6.0, "critical"), ("3d", 1.0, "warning")}
ALLOWED = {"AvailabilityBudgetBurns": 0.001, "ReadsBudgetBurns": 0.05, "WritesBudgetBurns": 0.05}


@pytest.mark.parametrize(("name", "condition", "lasting"), AGREED)
def test_the_ten_conditions_are_those_agreed_on(name: str, condition: str, lasting: str) -> None:
    alerts = [alert for alert in ALERTS if alert.name == name]
    assert alerts
    assert all(condition in alert.expr and alert.lasting == lasting for alert in alerts)


@pytest.mark.parametrize("name", ALLOWED)
def test_budgets_are_watched_at_three_speeds(name: str) -> None:
    alerts = [alert for alert in ALERTS if alert.name == name]
    told = {
        (alert.labels["window"], round(float(most) / ALLOWED[name], 6), alert.severity)
        for alert in alerts
        for most in set(re.findall(r"ratio_rate\w+\{[^}]*\} > ([\d.e-]+)", alert.expr))
    }
    assert told == BURNS


@pytest.mark.parametrize("alert", EACH)
def test_an_alert_says_what_it_means_and_where_to_look(alert: Alert) -> None:
    told = alert.shown(Links())["annotations"]
    assert len(told["summary"]) < 120 < len(told["description"]) + 60
    assert told["description"].endswith(".")
    assert alert.board in {board.uid for board in BOARDS.values()}
    used = set(re.findall(r"\$labels\.(\w+)", alert.summary + alert.description))
    assert used <= {"job", "instance", "service", "queue", "source", "folder", "scope"}


@pytest.mark.parametrize("alert", EACH)
def test_the_runbook_has_an_entry_for_it(alert: Alert) -> None:
    page = (RUNBOOK / f"{alert.page}.md").read_text()
    _, found, rest = page.partition(f"\n## {alert.name}\n")
    assert found
    entry = rest.split("\n## ")[0]
    for part in (
        "**What it means.**",
        "**What people notice.**",
        "**First look.**",
        "**How to mend.**",
        "**Over when.**",
    ):
        assert part in entry
    index = (RUNBOOK / "README.md").read_text()
    assert f"({alert.page}.md#{alert.name.lower()})" in index


def test_the_runbook_speaks_of_no_alert_that_there_is_not() -> None:
    headings = {
        heading
        for page in RUNBOOK.glob("*.md")
        if page.name != "README.md"
        for heading in re.findall(r"^## (\w+)$", page.read_text(), flags=re.MULTILINE)
    }
    assert headings == {alert.name for alert in ALERTS}


@pytest.mark.parametrize("alert", EACH)
def test_it_is_tested_that_an_alert_fires_and_that_it_does_not(alert: Alert) -> None:
    labels = {"alertname": alert.name, "severity": alert.severity, **alert.labels}
    about_it = [expected for name, expected in _checks() if name.startswith(alert.name)]
    fires = [any(labels.items() <= one.items() for one in expected) for expected in about_it]
    assert any(fires)
    assert not all(fires)


def test_what_is_recorded_is_recorded_before_it_is_used() -> None:
    seen: set[str] = set()
    for rule in RULES:
        recorded = {one.name for one in asked(rule.expr) if ":" in one.name}
        assert recorded <= seen
        if not isinstance(rule, Alert):
            seen.add(rule.name)
    assert seen == {record.name for record in RECORDS}


@cache
def _checks() -> list[tuple[str, list[dict[str, str]]]]:
    """Return, for each look at what fires, the name of its test and the labels of what is expected to."""
    documents = [yaml.safe_load(path.read_text()) for path in sorted((MONITORING / "tests").glob("*.yaml"))]
    tests: list[dict[str, Any]] = [test for document in documents for test in document["tests"]]
    return [
        (test["name"], [_labels(sample["labels"]) for sample in check.get("exp_samples", ())])
        for test in tests
        for check in test["promql_expr_test"]
        if check["expr"].startswith("ALERTS")
    ]


def _labels(series: str) -> dict[str, str]:
    return dict(re.findall(r'(\w+)="([^"]*)"', series))
