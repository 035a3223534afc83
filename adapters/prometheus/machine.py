"""Looks at the machine whenever somebody asks for the numbers, so that they are never older than the question."""

import os
from collections.abc import Iterator, Mapping
from contextlib import suppress
from pathlib import Path

from attrs import Factory, frozen
from prometheus_client.core import CounterMetricFamily, GaugeMetricFamily
from prometheus_client.registry import Collector
from typing_extensions import override

from adapters.prometheus import machine_metrics as told
from adapters.prometheus.cgroup import cpu_of_container, memory_of_container
from adapters.prometheus.usage import Usage
from adapters.prometheus.whole_machine import cpu_of_machine, memory_of_machine
from ports.meter import Metric

Family = CounterMetricFamily | GaugeMetricFamily
UNKNOWN = (OSError, ValueError, LookupError)


@frozen(kw_only=True, eq=False)
class MachineCollector(Collector):
    """Tells of CPU, memory and the disks of some folders; where something cannot be known, it says nothing of it."""

    folders: Mapping[str, Path] = Factory(dict)
    root: Path = Path("/")

    @override
    def collect(self) -> Iterator[Family]:
        yield from _families(told.CPU_SECONDS, told.CPU_LIMIT, self._cpu())
        yield from _families(told.MEMORY_USED, told.MEMORY_LIMIT, self._memory())
        yield from self._disks()

    def _cpu(self) -> Usage | None:
        with suppress(*UNKNOWN):
            return cpu_of_container(self.root) or cpu_of_machine(self.root)
        return None

    def _memory(self) -> Usage | None:
        with suppress(*UNKNOWN):
            whole = memory_of_machine(self.root)
            own = memory_of_container(self.root)
            # Of control groups of version 1, one without a limit has one that no machine reaches.
            return own if own is not None and own.limit <= whole.limit else whole
        return None

    def _disks(self) -> Iterator[Family]:
        free, size = _family(told.DISK_FREE), _family(told.DISK_SIZE)
        for name, folder in self.folders.items():
            with suppress(OSError):
                disk = os.statvfs(folder)
                free.add_metric([name], disk.f_bavail * disk.f_frsize)
                size.add_metric([name], disk.f_blocks * disk.f_frsize)
        yield from (free, size)


def _families(used: Metric, limit: Metric, usage: Usage | None) -> Iterator[Family]:
    if usage is None:
        return
    for metric, value in ((used, usage.used), (limit, usage.limit)):
        family = _family(metric)
        family.add_metric([usage.scope], value)
        yield family


def _family(metric: Metric) -> Family:
    kind = CounterMetricFamily if metric.kind == "counter" else GaugeMetricFamily
    return kind(metric.name, metric.help, labels=metric.labels)
