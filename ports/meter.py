"""Numbers about what is going on."""

from collections.abc import Callable
from typing import Literal, Protocol

from attrs import frozen


@frozen(kw_only=True)
class Metric:
    """A number worth watching: its name says its unit, its labels have few values each and never a person's id."""

    name: str
    kind: Literal["counter", "gauge", "histogram"]
    help: str
    labels: tuple[str, ...] = ()
    buckets: tuple[float, ...] = ()


class Meter(Protocol):
    """Keeps the metrics.

    - Label values are given in the order of the metric's labels; another number of them is a `ValueError`.
    - `add` is for counters and gauges, `set` and `ask` for gauges, `observe` for histograms.
    - A gauge that is asked states what `read` returns whenever the exposition is made, however busy everybody else is;
      `read` never fails and keeps nobody waiting.
    """

    def add(self, metric: Metric, *labels: str, amount: float = 1) -> None:
        """Count."""
        ...

    def set(self, metric: Metric, *labels: str, value: float) -> None:
        """State the present value."""
        ...

    def ask(self, metric: Metric, *labels: str, read: Callable[[], float]) -> None:
        """Let the present value be read when it is wanted, until somebody else is to be asked."""
        ...

    def observe(self, metric: Metric, *labels: str, value: float) -> None:
        """Record one measurement."""
        ...

    def exposition(self) -> bytes:
        """Return all of it in the Prometheus text format."""
        ...
