"""What pip-audit found, and what there is to complain of once the accepted holes are taken out."""

import json
from collections.abc import Iterator, Sequence
from datetime import date
from typing import Any

from attrs import frozen

from tests.supply.audit.accepted import Accepted


@frozen(kw_only=True)
class Finding:
    """One known hole in one locked version; `ids` are the names that it is known by."""

    package: str
    version: str
    ids: Sequence[str]
    mended_in: Sequence[str]

    def is_meant_by(self, accepted: Accepted) -> bool:
        """Tell whether it is this that was accepted."""
        return accepted.package == self.package and accepted.id in self.ids

    @property
    def shown(self) -> str:
        """Say what it is and what helps."""
        cure = f"mended in {', '.join(self.mended_in)}" if self.mended_in else "not mended yet"
        return f"{self.package} {self.version} has {self.ids[0]}, {cure}"


class NotAuditedError(Exception):
    """Something could not be looked up, so that nobody knows whether it has holes."""


def findings_of(report: str) -> Iterator[Finding]:
    """Read the report that pip-audit writes as JSON."""
    for package in json.loads(report)["dependencies"]:
        if "skip_reason" in package:
            raise NotAuditedError(package["skip_reason"])
        yield from (_finding(package, hole) for hole in package["vulns"])


def _finding(package: dict[str, Any], hole: dict[str, Any]) -> Finding:
    return Finding(
        package=package["name"],
        version=package["version"],
        ids=[hole["id"], *hole["aliases"]],
        mended_in=hole["fix_versions"],
    )


def complaints(findings: Sequence[Finding], accepted: Sequence[Accepted], *, today: date) -> Iterator[str]:
    """Say which holes nobody accepted, which are accepted no longer, and what is accepted in vain."""
    for finding in findings:
        reasons = [one for one in accepted if finding.is_meant_by(one)]
        if not reasons:
            yield finding.shown
        elif all(one.until < today for one in reasons):
            yield f"{finding.shown}; it was accepted until {reasons[0].until}"
    for one in accepted:
        if not any(finding.is_meant_by(one) for finding in findings):
            yield f"{one.package} has no {one.id} any more: it need not be accepted"
