"""Prometheus itself reads what is made for it, and its rules do what is written in their tests."""

import subprocess
from collections.abc import Callable
from pathlib import Path

import pytest
import yaml

from tests.deploy.monitored import MONITORING, expressions

RULES = sorted((MONITORING / "rules").glob("*.yaml"))
TESTS = [pytest.param(path, id=path.stem) for path in sorted((MONITORING / "tests").glob("*.yaml"))]

Promtool = Callable[..., None]


@pytest.fixture
def run(promtool: Path) -> Promtool:
    """Run Prometheus's program, which must find nothing wrong."""

    def run(*arguments: object) -> None:
        command = [str(promtool), *map(str, arguments)]
        done = subprocess.run(command, capture_output=True, text=True, timeout=120, check=False, cwd=MONITORING)
        assert done.returncode == 0, done.stdout + done.stderr

    return run


def test_prometheus_takes_the_rules(run: Promtool) -> None:
    run("check", "rules", "--lint=all", "--lint-fatal", *RULES)


def test_prometheus_takes_the_settings(run: Promtool) -> None:
    run("check", "config", MONITORING / "prometheus.yml")


def test_prometheus_takes_what_dashboards_ask(run: Promtool, tmp_path: Path) -> None:
    rules = [{"record": f"asked:{number}", "expr": expr} for number, (_, expr) in enumerate(expressions())]
    asking = tmp_path / "asking.yaml"
    asking.write_text(yaml.safe_dump({"groups": [{"name": "asking", "rules": rules}]}))
    run("check", "rules", asking)


@pytest.mark.parametrize("tests", TESTS)
def test_alerts_fire_when_they_should_and_only_then(run: Promtool, tests: Path) -> None:
    run("test", "rules", tests)
