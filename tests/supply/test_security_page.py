"""The page on security names every secret that there is, who has it, and how it is changed."""

import re
from collections.abc import Mapping, Sequence

import pytest

from tests.deploy.telling import ALWAYS, CLEANUP, MIGRATE, Telling
from tests.processes import ROOT

PAGE = (ROOT / "docs" / "security.md").read_text()
ROW = re.compile(r"(?m)^\| `(ODDIYA_\w+)` \| ([a-z, ]+) \| (.+) \|$")
CHOICES: Sequence[Mapping[str, str]] = ({}, {"ODDIYA_LANGUAGE_MODEL": "openai"})


@pytest.fixture(scope="module")
def secrets() -> Mapping[str, set[str]]:
    """Return who reads each secret in production."""
    found: dict[str, set[str]] = {}
    for name in (*ALWAYS, CLEANUP, MIGRATE):
        for choice in CHOICES:
            known = Telling(name=name, environment={"ODDIYA_PROFILE": "aws", **choice}).known()
            for env in (env for env, secret in known.items() if secret):
                found.setdefault(env, set()).add(name)
    return found


def test_it_says_of_each_secret_who_has_it_and_how_it_is_changed(secrets: Mapping[str, set[str]]) -> None:
    assert {env: set(who.split(", ")) for env, who, _ in ROW.findall(PAGE)} == secrets


def test_the_files_that_it_leads_to_are_there() -> None:
    links = re.findall(r"\]\(([^)#:]+)\)", PAGE)
    assert links
    assert [link for link in links if not (ROOT / "docs" / link).exists()] == []


def test_the_commands_that_it_names_are_there() -> None:
    targets = re.findall(r"(?m)^([a-z][a-z0-9-]*):", (ROOT / "Makefile").read_text())
    assert set(re.findall(r"`make ([a-z]+)`", PAGE)) <= set(targets)
