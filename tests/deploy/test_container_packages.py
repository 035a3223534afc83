"""The packages of each image are all that its process imports, whether AWS is there or not, and none to no purpose."""

import json
import re
import subprocess
import sys
import tomllib
from collections.abc import Iterator, Mapping, Sequence
from importlib.metadata import packages_distributions
from pathlib import Path

import pytest

from composition.opener import chosen_entry
from composition.processes import PROCESSES
from tests.deploy.dockerfile import stages
from tests.deploy.importing import Case
from tests.deploy.locked import IMAGES, pins
from tests.deploy.telling import ALWAYS, CLEANUP, MIGRATE, Telling
from tests.processes import ROOT, clean_environment

AWS = {"ODDIYA_PROFILE": "aws"}
AT_HOME = {"ODDIYA_PROFILE": "embedded", "ODDIYA_DATABASE": "url", "ODDIYA_TRACING": "otel"}
WITH_MAIL = {**AT_HOME, "ODDIYA_MAILER": "smtp"}
IMPORT = re.compile(r"^\s*(?:from|import) (\w+)", re.MULTILINE)
STAGES = stages()


def _cases() -> Iterator[tuple[str, str, Mapping[str, str]]]:
    """List images, what runs in them, and what that may be told."""
    for name in (*ALWAYS, "media", "dev_issuer"):
        if name in ALWAYS:
            yield name, name, AWS
        yield name.replace("_", "-"), name, AT_HOME
    for name in (CLEANUP, MIGRATE):
        yield "tools", name, AWS
        yield "tools", name, AT_HOME
    for name in PROCESSES:
        yield "up", name, WITH_MAIL


CASES = [*_cases()]
SETS = sorted({STAGES[image].packages for image, _, _ in CASES})


@pytest.fixture(scope="module")
def missing() -> Mapping[str, Sequence[str]]:
    of_sets = [
        Case(
            packages=_packages(packages),
            processes=[(name, told) for image, name, told in CASES if STAGES[image].packages == packages],
        )
        for packages in SETS
    ]
    return dict(zip(SETS, _missing(of_sets), strict=True))


@pytest.mark.parametrize("packages", SETS)
def test_images_have_what_their_processes_import_at_first(missing: Mapping[str, Sequence[str]], packages: str) -> None:
    assert missing[packages] == []


@pytest.mark.parametrize(("image", "name", "told"), CASES, ids=lambda part: part if isinstance(part, str) else "")
def test_an_image_has_what_its_adapters_import_at_any_time(image: str, name: str, told: Mapping[str, str]) -> None:
    there = {*_packages(STAGES[image].packages)}
    assert {top for top in _imports_of(name, told) if not _owners(top) & there} == set()


@pytest.mark.parametrize("image", sorted({image for image, _, _ in CASES}))
def test_an_image_has_no_extra_to_no_purpose(image: str) -> None:
    imports = {top for other, name, told in CASES if other == image for top in _imports_of(name, told)}
    used = {package for top in imports for package in _owners(top)}
    wanted = {extra for extra, packages in _extras().items() if used & packages}
    assert wanted == set(STAGES[image].packages.split("-"))


def test_what_is_missing_is_noticed() -> None:
    (missing,) = _missing([Case(packages=_packages("aws-otel"), processes=[("worker", AWS)])])
    assert "needs the Python package" in " ".join(missing)


def _missing(cases: Sequence[Case]) -> Sequence[Sequence[str]]:
    run = subprocess.run(
        [sys.executable, "-m", "tests.deploy.importing"],
        input="\n".join(case.to_json() for case in cases),
        cwd=ROOT,
        env=clean_environment({}, measured=False),
        capture_output=True,
        text=True,
        check=True,
    )
    return [json.loads(line) for line in run.stdout.splitlines()]


def _packages(of_set: str) -> list[str]:
    return [package for package, _ in pins(IMAGES / f"{of_set}.txt")]


def _imports_of(name: str, told: Mapping[str, str]) -> set[str]:
    """Return the packages of others that a process's adapters, and the modules beside them, import anywhere."""
    telling = Telling(name=name, environment=told)
    modules = {chosen_entry(port, telling.settings).module for port in telling.ports()}
    folders = {Path(*module.split(".")[:2]) for module in modules if module.startswith("adapters.")}
    files = [file for folder in folders for file in (ROOT / folder).rglob("*.py")]
    named = {top for file in files for top in IMPORT.findall(file.read_text())}
    return {top for top in named if _owners(top) - {"oddiya"}}


def _owners(top: str) -> set[str]:
    return {_normal(owner) for owner in OWNERS.get(top, ())}


def _extras() -> dict[str, set[str]]:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text())["project"]
    told = {name: project["optional-dependencies"][name] for name in ("aws", "films", "redis", "otel")}
    return {name: {_normal(re.split(r"[\[>=]", one)[0]) for one in packages} for name, packages in told.items()}


def _normal(name: str) -> str:
    return name.lower().replace("_", "-").replace(".", "-")


OWNERS = packages_distributions()
