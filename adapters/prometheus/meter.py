"""Metrics kept for Prometheus to fetch."""

from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from pathlib import Path
from threading import Lock
from typing import Final

from attrs import frozen
from prometheus_client import (
    CollectorRegistry,
    Counter,
    Gauge,
    GCCollector,
    PlatformCollector,
    ProcessCollector,
    disable_created_metrics,
    generate_latest,
)
from prometheus_client.registry import Collector
from typing_extensions import override

from adapters.prometheus.distribution import Distribution, Distributions
from adapters.prometheus.machine import MachineCollector
from adapters.section import setting
from ports.meter import Meter, Metric

BOUNDS: Final = (0.005, 0.01, 0.025, 0.05, 0.075, 0.1, 0.25, 0.5, 0.75, 1.0, 2.5, 5.0, 7.5, 10.0)

Family = Counter | Gauge | Distributions
Child = Counter | Gauge | Distribution
Series = tuple[str, tuple[str, ...]]
Record = Callable[[float], None]


class PrometheusMeter(Meter):
    """Keeps its metrics in a registry of its own and remembers how each series is written to."""

    def __init__(self, *collectors: Collector) -> None:
        disable_created_metrics()  # type: ignore[no-untyped-call] # the vendor left this one untyped
        self._registry = CollectorRegistry()
        for collector in (ProcessCollector, PlatformCollector, GCCollector):
            collector(registry=self._registry)
        for own in collectors:
            self._registry.register(own)
        self._lock = Lock()
        self._families: dict[str, tuple[Metric, Family]] = {}
        self._adders: dict[Series, Record] = {}
        self._setters: dict[Series, Record] = {}
        self._observers: dict[Series, Record] = {}

    @override
    def add(self, metric: Metric, *labels: str, amount: float = 1) -> None:
        series = (metric.name, labels)
        record = self._adders.get(series)
        if record is None:
            record = self._adders[series] = self._recorder(metric, labels, verb="add")
        record(amount)

    @override
    def set(self, metric: Metric, *labels: str, value: float) -> None:
        series = (metric.name, labels)
        record = self._setters.get(series)
        if record is None:
            record = self._setters[series] = self._recorder(metric, labels, verb="set")
        record(value)

    @override
    def ask(self, metric: Metric, *labels: str, read: Callable[[], float]) -> None:
        child = self._child(metric, labels)
        if not isinstance(child, Gauge):
            raise ValueError(f"{metric.name} is a {metric.kind}: one cannot ask for it")  # noqa: TRY004 - a wrong metric
        child.set_function(read)

    @override
    def observe(self, metric: Metric, *labels: str, value: float) -> None:
        series = (metric.name, labels)
        record = self._observers.get(series)
        if record is None:
            record = self._observers[series] = self._recorder(metric, labels, verb="observe")
        record(value)

    @override
    def exposition(self) -> bytes:
        return generate_latest(self._registry)

    def _recorder(self, metric: Metric, labels: tuple[str, ...], *, verb: str) -> Record:
        child = self._child(metric, labels)
        match verb, child:
            case "add", Counter() | Gauge():
                return child.inc
            case "set", Gauge():
                return child.set
            case "observe", Distribution():
                return child.observe
            case _:
                raise ValueError(f"{metric.name} is a {metric.kind}: one cannot {verb} it")

    def _child(self, metric: Metric, labels: tuple[str, ...]) -> Child:
        if len(labels) != len(metric.labels):
            raise ValueError(f"{metric.name} takes the labels {metric.labels}, not {labels}")
        family = self._family(metric)
        return family.labels(*labels) if labels or isinstance(family, Distributions) else family

    def _family(self, metric: Metric) -> Family:
        with self._lock:
            if metric.name not in self._families:
                self._families[metric.name] = (metric, _family_of(metric, self._registry))
            declared, family = self._families[metric.name]
        if declared != metric:
            raise ValueError(f"{metric.name} is declared twice, and not alike")
        return family


def _family_of(metric: Metric, registry: CollectorRegistry) -> Family:
    match metric.kind:
        case "counter":
            return Counter(metric.name, metric.help, metric.labels, registry=registry)
        case "gauge":
            return Gauge(metric.name, metric.help, metric.labels, registry=registry)
        case "histogram":
            distributions = Distributions(metric.name, metric.help, metric.labels, metric.buckets or BOUNDS)
            registry.register(distributions)
            return distributions


@frozen(kw_only=True)
class Section:
    """Whose disks are watched."""

    home: Path = setting("ODDIYA_HOME", "a directory to keep data in", default=Path("var"))
    work: Path | None = setting(
        "ODDIYA_WORK_DIR",
        "a directory with room for films in the making; `work` in ODDIYA_HOME unless set",
        default=None,
    )


@asynccontextmanager
async def open_adapter(section: Section) -> AsyncIterator[Meter]:
    """Open a meter that has measured nothing but what it runs on."""
    folders = {"home": section.home, "work": section.work or section.home / "work"}
    yield PrometheusMeter(MachineCollector(folders=folders))
