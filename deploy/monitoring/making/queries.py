"""Queries that dashboards ask again and again."""

from collections.abc import Sequence
from typing import Final

from deploy.monitoring.making.panel import Line

WINDOW: Final = "$__rate_interval"
USUAL: Final = (0.5, 0.95)
ALL_THREE: Final = (0.5, 0.95, 0.99)


def rate(metric: str, *by: str, of: str = "") -> str:
    """Return how often something is counted in a second, by some labels."""
    counted = f"rate({metric}{_chosen(of)}[{WINDOW}])"
    return f"sum by ({', '.join(by)}) ({counted})" if by else f"sum({counted})"


def part(metric: str, bad: str, *by: str, of: str = "") -> str:
    """Return which part of what is counted is bad; where nothing is counted, nothing."""
    return f"{rate(metric, *by, of=_both(of, bad))} / ({rate(metric, *by, of=of)} > 0)"


def quantiles(histogram: str, *by: str, of: str = "", wanted: Sequence[float] = USUAL) -> list[Line]:
    """Return lines for how long something takes, by some labels."""
    legend = " ".join(f"{{{{{label}}}}}" for label in by)
    counted = rate(f"{histogram}_bucket", *by, "le", of=of)
    return [Line(f"histogram_quantile({q}, {counted})", f"p{q * 100:g} {legend}".strip()) for q in wanted]


def _chosen(of: str) -> str:
    return f"{{{of}}}" if of else ""


def _both(one: str, other: str) -> str:
    return ",".join(chosen for chosen in (one, other) if chosen)
