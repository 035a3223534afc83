"""Asks a running Oddiya, as a stranger from outside, whether it is there and in order: `python deploy/smoke.py URL`.

It needs Python and nothing else, changes nothing, and ends with 0 when each check has passed within the time given.
"""

import argparse
import json
import sys
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any
from urllib.error import HTTPError
from urllib.request import Request, urlopen

NOBODYS_LINK = "A" * 43
PATIENCE = 10.0
PAUSE = 1.0


@dataclass(frozen=True, kw_only=True)
class Check:
    """What is asked for, and what has to come back."""

    name: str
    path: str
    status: int = 200
    holds: Callable[[Any], object] = bool

    def fault(self, url: str) -> str | None:
        """Ask once, and say what is wrong with the answer."""
        try:
            status, body = asked(f"{url}{self.path}")
        except (OSError, ValueError) as trouble:
            return f"no answer: {trouble}"
        if status != self.status:
            return f"answers {status}, not {self.status}"
        return None if self.holds(body) else "does not answer as it should"


CHECKS = (
    Check(name="it is ready", path="/health/ready", holds=lambda told: told.get("status") == "ready"),
    Check(name="auth shows its keys", path="/.well-known/jwks.json", holds=lambda told: told.get("keys")),
    Check(name="people can sign in", path="/oauth2/providers"),
    Check(name="the contract is served", path="/openapi.json", holds=lambda told: told.get("paths")),
    Check(
        name="plans looks for a link",
        path=f"/api/v1/shared/plans/{NOBODYS_LINK}",
        status=404,
        holds=lambda told: told.get("code") not in {None, "no-such-route"},
    ),
    Check(name="strangers see no templates", path="/api/v1/video-templates", status=401),
    Check(name="strangers see no notices", path="/api/v1/notices", status=401),
    Check(name="what services ask each other is not served", path="/internal/users", status=404),
)


def main() -> int:
    """Print a line for each check; fail when one did not pass in time."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("url", help="where it is, such as https://oddiya.example")
    parser.add_argument("--within", type=float, default=90.0, metavar="SECONDS", help="for all checks together")
    told = parser.parse_args()
    deadline = time.monotonic() + told.within
    faults = [*faults_of(told.url.rstrip("/"), deadline=deadline)]
    print(f"{len(CHECKS) - len(faults)} passed, {len(faults)} failed")
    return 1 if faults else 0


def faults_of(url: str, *, deadline: float) -> Iterator[str]:
    """Carry out the checks, each again and again until it passes or time is over."""
    for check in CHECKS:
        while (fault := check.fault(url)) and time.monotonic() + PAUSE < deadline:
            time.sleep(PAUSE)
        print(f"FAILED  {check.name}: {fault}" if fault else f"passed  {check.name}", flush=True)
        if fault:
            yield fault


def asked(url: str) -> tuple[int, Any]:
    """Return the status of the answer, and the JSON in it."""
    request = Request(url, headers={"Accept": "application/json", "User-Agent": "oddiya-smoke"})  # noqa: S310 - the operator's own words
    try:
        with urlopen(request, timeout=PATIENCE) as answer:  # noqa: S310 - the same
            return answer.status, json.load(answer)
    except HTTPError as refusal:
        with refusal:
            return refusal.code, json.load(refusal)


if __name__ == "__main__":
    sys.exit(main())
