"""A Grafana dashboard: its variables, and its panels put side by side, row under row."""

from collections.abc import Iterator, Sequence
from typing import Any, Final

from attrs import frozen

from deploy.monitoring.making.panel import SCHEMA, SOURCE, WHOLE, Row

TAG: Final = "oddiya"


@frozen(kw_only=True)
class Variable:
    """Something that whoever looks can choose: the values that a label has."""

    name: str
    label: str
    query: str

    def shown(self) -> dict[str, Any]:
        """Return it as Grafana reads it."""
        return {
            "name": self.name,
            "label": self.label,
            "type": "query",
            "datasource": SOURCE,
            "query": {"query": self.query, "refId": self.name},
            "refresh": 2,
            "sort": 1,
            "includeAll": True,
            "multi": True,
            "allValue": ".*",
            "current": {"text": "All", "value": "$__all"},
        }


@frozen(kw_only=True)
class Board:
    """One dashboard."""

    uid: str
    title: str
    about: str
    rows: Sequence[Row]
    variables: Sequence[Variable] = ()

    def shown(self) -> dict[str, Any]:
        """Return it as Grafana reads it."""
        return {
            "uid": self.uid,
            "title": self.title,
            "description": self.about,
            "tags": [TAG],
            "schemaVersion": SCHEMA,
            "editable": False,
            "timezone": "",
            "refresh": "30s",
            "time": {"from": "now-6h", "to": "now"},
            "links": [{"title": "Oddiya", "type": "dashboards", "tags": [TAG], "asDropdown": True, "keepTime": True}],
            "templating": {"list": [_source(), *(variable.shown() for variable in self.variables)]},
            "panels": list(self._panels()),
        }

    def _panels(self) -> Iterator[dict[str, Any]]:
        y, number = 0, 1
        for row in self.rows:
            yield _heading(row.title, number, y)
            x, y, number = 0, y + 1, number + 1
            for panel in row.panels:
                if x + panel.width > WHOLE:
                    x, y = 0, y + panel.height
                yield panel.shown(number, x=x, y=y)
                x, number = x + panel.width, number + 1
            y += row.panels[-1].height


def _heading(title: str, number: int, y: int) -> dict[str, Any]:
    place = {"x": 0, "y": y, "w": WHOLE, "h": 1}
    return {"id": number, "type": "row", "title": title, "collapsed": False, "gridPos": place, "panels": []}


def _source() -> dict[str, Any]:
    return {
        "name": "source",
        "label": "Prometheus",
        "type": "datasource",
        "query": "prometheus",
        "refresh": 1,
        "current": {},
    }
