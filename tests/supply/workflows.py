"""What GitHub is told to do: workflows, their jobs and steps."""

import re
from collections.abc import Iterator, Mapping, Sequence
from functools import cache
from pathlib import Path
from typing import Any, Final

import yaml
from attrs import frozen

from tests.processes import ROOT

FOLDER: Final = ROOT / ".github" / "workflows"
USES: Final = re.compile(r"(?m)^ *(?:- )?uses: (?P<what>\S+?)(?:@(?P<ref>\S+))?(?: # (?P<version>\S+))?$")


@frozen(kw_only=True)
class Job:
    """One job of one workflow."""

    workflow: str
    name: str
    told: Mapping[str, Any]

    @property
    def calls(self) -> bool:
        """Whether it is another workflow, which has limits of its own."""
        return "uses" in self.told

    @property
    def steps(self) -> Sequence[Mapping[str, Any]]:
        """What it does."""
        steps: Sequence[Mapping[str, Any]] = self.told.get("steps", ())
        return steps

    @property
    def scripts(self) -> Iterator[str]:
        """What it gives to a shell."""
        return (step["run"] for step in self.steps if "run" in step)

    @property
    def permissions(self) -> Mapping[str, str]:
        """What it may do to the repository."""
        permissions: Mapping[str, str] = self.told.get("permissions", {})
        return permissions


@frozen(kw_only=True)
class Used:
    """One action or workflow of somebody's, as it is written."""

    what: str
    ref: str | None
    version: str | None


@cache
def workflows() -> Mapping[str, Mapping[str, Any]]:
    """Read them all."""
    return {path.name: _read(path) for path in sorted(FOLDER.iterdir())}


def jobs() -> Sequence[Job]:
    """Return every job of every workflow."""
    return [
        Job(workflow=workflow, name=name, told=told)
        for workflow, read in workflows().items()
        for name, told in read["jobs"].items()
    ]


def job(workflow: str, name: str) -> Job:
    """Return one of them."""
    return Job(workflow=workflow, name=name, told=workflows()[workflow]["jobs"][name])


def used() -> Sequence[Used]:
    """Return every `uses`, with the remark that says which version a commit is."""
    texts = [path.read_text() for path in sorted(FOLDER.iterdir())]
    return [Used(**match.groupdict()) for text in texts for match in USES.finditer(text)]


def _read(path: Path) -> Mapping[str, Any]:
    read: dict[Any, Any] = yaml.safe_load(path.read_text())
    # YAML 1.1 takes the word `on` for a truth.
    return {"on" if key is True else key: value for key, value in read.items()}
