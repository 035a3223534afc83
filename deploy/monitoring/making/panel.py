"""Panels of a Grafana dashboard, as the JSON that Grafana reads."""

from collections.abc import Sequence
from typing import Any, Final

from attrs import field, frozen

SOURCE: Final = {"type": "prometheus", "uid": "${source}"}
SCHEMA: Final = 39
WHOLE: Final = 24
HEIGHT: Final = 8
LOW: Final = 4


@frozen
class Line:
    """A query, and what its lines are called."""

    expr: str
    legend: str = ""


@frozen(kw_only=True)
class Panel:
    """Something to look at: lines over time, or one number; `limit` is where it turns red."""

    title: str
    about: str
    lines: Sequence[Line]
    unit: str = "short"
    limit: float | None = None
    stacked: bool = False
    width: int = 8
    kind: str = "timeseries"

    @property
    def height(self) -> int:
        """How high it is."""
        return LOW if self.kind == "stat" else HEIGHT

    def shown(self, number: int, *, x: int, y: int) -> dict[str, Any]:
        """Return the panel at its place."""
        return {
            "id": number,
            "type": self.kind,
            "title": self.title,
            "description": self.about,
            "datasource": SOURCE,
            "gridPos": {"x": x, "y": y, "w": self.width, "h": self.height},
            "targets": [_target(letter, line) for letter, line in zip("ABCDEFGH", self.lines, strict=False)],
            "fieldConfig": {"defaults": self._defaults(), "overrides": []},
            "options": self._options(),
        }

    def _defaults(self) -> dict[str, Any]:
        steps: list[dict[str, Any]] = [{"color": "green", "value": None}]
        if self.limit is not None:
            steps.append({"color": "red", "value": self.limit})
        drawn = {
            "fillOpacity": 20 if self.stacked else 5,
            "showPoints": "never",
            "stacking": {"mode": "normal" if self.stacked else "none"},
            "thresholdsStyle": {"mode": "line" if self.limit is not None else "off"},
        }
        least = {} if self.kind == "stat" else {"min": 0}
        return {"unit": self.unit, **least, "thresholds": {"mode": "absolute", "steps": steps}, "custom": drawn}

    def _options(self) -> dict[str, Any]:
        if self.kind == "stat":
            return {"reduceOptions": {"calcs": ["lastNotNull"]}, "colorMode": "background", "graphMode": "area"}
        return {"legend": {"displayMode": "list", "placement": "bottom"}, "tooltip": {"mode": "multi", "sort": "desc"}}


@frozen(kw_only=True)
class Row:
    """A heading, and the panels under it."""

    title: str
    panels: Sequence[Panel] = field()


def number(title: str, about: str, expr: str, *, unit: str = "short", limit: float | None = None) -> Panel:
    """Return a panel that shows one number."""
    return Panel(title=title, about=about, lines=[Line(expr)], unit=unit, limit=limit, width=4, kind="stat")


def _target(letter: str, line: Line) -> dict[str, Any]:
    return {
        "refId": letter,
        "expr": line.expr,
        "legendFormat": line.legend or "__auto",
        "datasource": SOURCE,
        "exemplar": False,
        "range": True,
    }
