"""The catalogue of metrics has them all, each named as Prometheus would have it."""

import re
from collections import Counter
from importlib import import_module
from pathlib import Path

import pytest

import adapters
import entrypoints
from composition.metrics_catalogue import METRICS
from entrypoints.worker_metrics import WORKER_UP
from ports.meter import Metric

PREFIXES = ("oddiya_", "http_server_")  # those of the semantic conventions keep their names
UNITS = ("seconds", "bytes", "cores")
UNLOVED = ("milliseconds", "ms", "minutes", "kilobytes", "mb", "percent")
GIVEN = {"job", "instance", "namespace", "pod", "container", "worker", "le", "quantile"}
PACKAGES = (adapters, entrypoints)


def modules() -> list[str]:
    """Return the modules in which metrics may be declared; the others have no use for the class."""
    found = [(package, path) for package in PACKAGES for path in sorted(Path(package.__path__[0]).rglob("*.py"))]
    return [
        ".".join((package.__name__, *path.relative_to(package.__path__[0]).with_suffix("").parts))
        for package, path in found
        if "Metric(" in path.read_text()
    ]


def test_every_metric_of_the_code_is_in_the_catalogue_once() -> None:
    declared = {
        (name, value.name)
        for name in modules()
        for value in vars(import_module(name)).values()
        if type(value) is Metric
    }
    assert {metric for _, metric in declared} == {metric.name for metric in METRICS}
    assert max(Counter(metric.name for metric in METRICS).values()) == 1


@pytest.mark.parametrize("metric", METRICS, ids=lambda metric: metric.name)
def test_names_follow_the_rules_of_prometheus(metric: Metric) -> None:
    assert re.fullmatch(r"[a-z]+(_[a-z0-9]+)+", metric.name)
    assert metric.name.startswith(PREFIXES)
    assert not set(metric.name.split("_")) & set(UNLOVED)
    assert metric.name.endswith("_total") == (metric.kind == "counter")
    assert metric.kind != "histogram" or metric.name.endswith(UNITS)
    assert not metric.name.endswith(("_count", "_sum", "_bucket"))
    assert metric.help.endswith(".")


@pytest.mark.parametrize("metric", METRICS, ids=lambda metric: metric.name)
def test_labels_are_words_that_prometheus_does_not_give_itself(metric: Metric) -> None:
    assert all(re.fullmatch(r"[a-z]+(_[a-z]+)*", label) for label in metric.labels)
    assert not set(metric.labels) & (GIVEN - {"worker"} if metric is WORKER_UP else GIVEN)
    assert list(metric.buckets) == sorted(set(metric.buckets))
