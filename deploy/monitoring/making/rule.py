"""A rule of Prometheus: a number that is worked out beforehand, or a condition that somebody is told of."""

from collections.abc import Mapping, Sequence
from typing import Any, Literal

from attrs import Factory, frozen

from deploy.monitoring.making.words import Links

Severity = Literal["critical", "warning", "info"]


@frozen(kw_only=True)
class Record:
    """A number that others are made of, worked out once."""

    name: str
    expr: str
    labels: Mapping[str, str] = Factory(dict)

    def shown(self, _: Links) -> dict[str, Any]:
        """Return it as a rules file has it."""
        labels = {"labels": dict(self.labels)} if self.labels else {}
        return {"record": self.name, "expr": self.expr, **labels}


@frozen(kw_only=True)
class Alert:
    """A condition that somebody must know of: `critical` at once, `warning` today, `info` when they look anyway.

    `page` is where the runbook speaks of it, under its name; `board` the dashboard that shows more.
    """

    name: str
    expr: str
    lasting: str
    severity: Severity
    summary: str
    description: str
    page: str
    board: str
    labels: Mapping[str, str] = Factory(dict)

    def shown(self, links: Links) -> dict[str, Any]:
        """Return it as a rules file has it."""
        return {
            "alert": self.name,
            "expr": self.expr,
            "for": self.lasting,
            "labels": {"severity": self.severity, **self.labels},
            "annotations": {
                "summary": self.summary,
                "description": self.description,
                "runbook_url": f"{links.runbooks}/{self.page}.md#{self.name.lower()}",
                "dashboard_url": f"{links.grafana}/d/{self.board}",
            },
        }


Rule = Record | Alert


@frozen(kw_only=True)
class Group:
    """Rules that are worked out one after another, at the same moment."""

    name: str
    rules: Sequence[Rule]
    interval: str = "15s"

    def shown(self, links: Links) -> dict[str, Any]:
        """Return it as a rules file has it."""
        return {"name": self.name, "interval": self.interval, "rules": [rule.shown(links) for rule in self.rules]}
