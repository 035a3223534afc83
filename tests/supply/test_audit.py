"""Known holes in what is locked: none that nobody knows of, and none that was accepted and forgotten."""

import json
from datetime import date

import pytest

from tests.supply.audit.accepted import ACCEPTED, Accepted, read_accepted
from tests.supply.audit.findings import Finding, NotAuditedError, complaints, findings_of
from tests.supply.audit.rounds import rounds_of
from tests.supply.locks import LOCKS, Locked, locked_in

HOLE = {"id": "PYSEC-2026-1", "aliases": ["CVE-2026-1"], "fix_versions": ["2.1"], "description": "It leaks."}
FINDING = Finding(package="boats", version="2.0", ids=["PYSEC-2026-1", "CVE-2026-1"], mended_in=["2.1"])
REASON = "The part of it that leaks is one that nobody calls."
LAST_DAY = date(2027, 3, 1)


def an_acceptance(**changes: str | date) -> Accepted:
    told = {"id": "CVE-2026-1", "package": "boats", "reason": REASON, "since": date(2026, 9, 1), "until": LAST_DAY}
    return Accepted(**{**told, **changes})  # type: ignore[arg-type] # each test changes what it is about


def said(accepted: Accepted, *, today: date = LAST_DAY) -> list[str]:
    return [*complaints([FINDING], [accepted], today=today)]


def test_what_is_accepted_names_packages_that_are_locked() -> None:
    locked = {one.name for lock in LOCKS for one in locked_in(lock)}
    assert {one.package for one in read_accepted(ACCEPTED)} <= locked


def test_a_hole_that_nobody_accepted_is_complained_of() -> None:
    report = json.dumps({"dependencies": [{"name": "boats", "version": "2.0", "vulns": [HOLE]}], "fixes": []})
    assert [*findings_of(report)] == [FINDING]
    assert [*complaints([FINDING], [], today=LAST_DAY)] == ["boats 2.0 has PYSEC-2026-1, mended in 2.1"]


def test_an_accepted_hole_is_left_alone_until_its_last_day() -> None:
    assert said(an_acceptance()) == []
    (complaint,) = said(an_acceptance(), today=date(2027, 3, 2))
    assert complaint.endswith("it was accepted until 2027-03-01")


@pytest.mark.parametrize("other", [{"package": "ships"}, {"id": "CVE-2026-2"}])
def test_another_hole_is_not_accepted_and_the_acceptance_is_in_vain(other: dict[str, str]) -> None:
    assert len(said(an_acceptance(**other))) == 2


def test_nothing_is_accepted_for_more_than_a_year_or_without_a_reason() -> None:
    with pytest.raises(ValueError, match="a year is the longest"):
        an_acceptance(until=date(2027, 9, 3))
    with pytest.raises(ValueError, match="reason"):
        an_acceptance(reason="no time")


def test_what_could_not_be_looked_up_is_not_taken_for_whole() -> None:
    report = json.dumps({"dependencies": [{"name": "boats", "skip_reason": "Dependency not found: boats"}]})
    with pytest.raises(NotAuditedError, match="boats"):
        [*findings_of(report)]


def test_every_locked_version_is_asked_for_once_and_no_package_twice_in_a_list() -> None:
    boats = [Locked(name=name, version=version, where=None, hashes=["0a"])
             for name, version in (("boats", "1"), ("Boats", "2"), ("boats", "1"), ("ships", "1"))]  # fmt: skip
    rounds = rounds_of(boats)
    assert [sorted(one.purl for one in many) for many in rounds] == [
        ["pkg:pypi/boats@1", "pkg:pypi/ships@1"],
        ["pkg:pypi/boats@2"],
    ]
