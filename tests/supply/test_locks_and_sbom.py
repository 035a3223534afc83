"""Whatever is installed is named by its version and its hashes, and is on the list that goes with a release."""

import json
from pathlib import Path

import pytest
from cyclonedx.schema import SchemaVersion
from cyclonedx.validation.json import JsonStrictValidator

import tests.supply.sbom
from tests.supply.locks import LOCKS, NotPinnedError, locked_in
from tests.supply.sbom import name_of, sbom_of

HASH = "--hash=sha256:" + "0a" * 32


@pytest.mark.parametrize("lock", LOCKS, ids=name_of)
def test_every_line_of_a_lock_has_one_version_and_its_hashes(lock: Path) -> None:
    assert locked_in(lock)


@pytest.mark.parametrize(
    "line", [f"attrs>=25 {HASH}", f"attrs {HASH}", "attrs==25.3.0", "-r other.txt", f"attrs @ https://x/a.whl {HASH}",
             f"attrs==25.3.0 {HASH} --hash=md5:00", f"--no-index\nattrs==25.3.0 {HASH}"]
)  # fmt: skip
def test_a_line_that_leaves_it_open_what_is_installed_is_refused(line: str, tmp_path: Path) -> None:
    lock = tmp_path / "lock.txt"
    lock.write_text(line)
    with pytest.raises(NotPinnedError):
        locked_in(lock)


def test_a_line_may_go_over_several_and_say_where_it_holds(tmp_path: Path) -> None:
    lock = tmp_path / "lock.txt"
    lock.write_text(f"# a remark\nUvLoop_x==0.23.0 ; sys_platform != 'win32' \\\n    {HASH} \\\n    {HASH}\n")
    (locked,) = locked_in(lock)
    assert (locked.purl, locked.where) == ("pkg:pypi/uvloop-x@0.23.0", "sys_platform != 'win32'")
    assert len(locked.hashes) == 2


def test_the_list_is_as_cyclonedx_wants_it(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(tests.supply.sbom, "REQUIREMENTS", tmp_path)
    lock = tmp_path / "lock.txt"
    lock.write_text(f"attrs==25.3.0 {HASH}\nuvloop==0.23.0 ; sys_platform != 'win32' {HASH}\n")
    assert JsonStrictValidator(SchemaVersion.V1_6).validate_str(sbom_of(lock)) is None


@pytest.mark.parametrize("lock", LOCKS, ids=name_of)
def test_the_list_has_all_that_is_locked_and_is_the_same_each_time(lock: Path) -> None:
    text = sbom_of(lock)
    assert {one["purl"] for one in json.loads(text)["components"]} == {one.purl for one in locked_in(lock)}
    assert sbom_of(lock) == text


def test_lists_of_different_locks_have_different_numbers() -> None:
    assert len({json.loads(sbom_of(lock))["serialNumber"] for lock in LOCKS}) == len(LOCKS)
