"""Reads a Compose file with the values that `deploy/new_env.py` would write for it, as Compose would."""

import re
import runpy
from collections.abc import Mapping
from functools import cache
from pathlib import Path
from typing import Any, Final

import yaml
from attrs import frozen

from tests.processes import ROOT

PRODUCTION: Final = ROOT / "docker-compose.yml"
AT_HOME: Final = ROOT / "deploy" / "compose" / "docker-compose.yml"
UNITS: Final = {"m": 1, "g": 1024}
VARIABLE: Final = re.compile(r"\$\$|\$\{(?P<name>\w+)(?P<how>:[-?])?(?P<what>[^}]*)\}")


@frozen(kw_only=True)
class Service:
    """One service; `written` is its environment as it stands in the file, `raw` all of it with values filled in."""

    name: str
    written: Mapping[str, str]
    raw: Mapping[str, Any]

    @property
    def environment(self) -> Mapping[str, str]:
        """What its processes are told; to Oddiya, what is empty is not said."""
        return {env: str(value) for env, value in self.raw.get("environment", {}).items() if value != ""}

    @property
    def networks(self) -> set[str]:
        """Where it can be reached, and whom it reaches."""
        return set(self.raw["networks"])

    @property
    def target(self) -> str | None:
        """The target of deploy/Dockerfile that it is built from, if it is ours."""
        build: Mapping[str, str] = self.raw.get("build", {})
        return build.get("target")

    @property
    def names(self) -> set[str]:
        """What others call it."""
        networks = self.raw["networks"]
        told = networks.values() if isinstance(networks, dict) else ()
        return {self.name, *(alias for one in told if one for alias in one.get("aliases", ()))}

    @property
    def mebibytes(self) -> int:
        """How much memory it may use."""
        limit = self.raw["mem_limit"]
        return int(limit[:-1]) * UNITS[limit[-1]]


@cache
def services(path: Path, *, chosen: bool = False) -> Mapping[str, Service]:
    """Return the services by name; perhaps with everything chosen that one may choose."""
    written = yaml.safe_load(path.read_text())["services"]
    values = fresh_values(path.parent, chosen=chosen)
    return {
        name: Service(name=name, written=raw.get("environment", {}), raw=filled_in(raw, values))
        for name, raw in written.items()
    }


def fresh_values(folder: Path, *, chosen: bool) -> Mapping[str, str]:
    """Return what an `.env` that was just written there says."""
    fill: Any = runpy.run_path(str(ROOT / "deploy" / "new_env.py"))["filled_in"]
    example = (folder / ".env.example").read_text()
    lines = fill(re.sub(r"^# (?=[A-Z_]+=)", "", example, flags=re.MULTILINE) if chosen else example).splitlines()
    return dict(line.split("=", 1) for line in lines if line and not line.startswith("#"))


def filled_in(node: Any, values: Mapping[str, str]) -> Any:
    """Put values in place of variables, everywhere."""
    if isinstance(node, dict):
        return {key: filled_in(value, values) for key, value in node.items()}
    if isinstance(node, list):
        return [filled_in(value, values) for value in node]
    return VARIABLE.sub(lambda variable: _value(variable, values), node) if isinstance(node, str) else node


def _value(variable: re.Match[str], values: Mapping[str, str]) -> str:
    if variable[0] == "$$":
        return "$"
    value = values.get(variable["name"], "")
    if not value and variable["how"] == ":?":
        raise ValueError(f"{variable['name']} is not set: {variable['what']}")
    return value or (variable["what"] if variable["how"] == ":-" else "")
