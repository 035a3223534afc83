"""`oddiya keys rotate`, as an operator runs it."""

import json
import re
import subprocess
import sys
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from composition.cli import PUBLISHED_AHEAD, main
from entrypoints.well_known import KEPT_SECONDS
from tests.processes import ROOT, clean_environment

HOUR = timedelta(hours=1)


def rotate(*arguments: str, **environment: str) -> "subprocess.CompletedProcess[str]":
    return subprocess.run(
        [sys.executable, "-m", "composition", "keys", "rotate", *arguments],
        capture_output=True,
        text=True,
        check=False,
        cwd=ROOT,
        env=clean_environment(environment),
        timeout=60,
    )


def keys_of(text: str) -> list[dict[str, Any]]:
    keys: list[dict[str, Any]] = json.loads(text)["keys"]
    return keys


def lead_of(key: dict[str, str]) -> timedelta:
    return datetime.fromisoformat(key["signs_from"]) - datetime.fromisoformat(key["made_at"])


def test_a_file_is_rotated_in_place(tmp_path: Path) -> None:
    first = rotate(ODDIYA_HOME=str(tmp_path))
    assert (first.returncode, first.stderr) == (0, "")
    second = rotate("--lead", "7200", ODDIYA_HOME=str(tmp_path))
    keys = keys_of((tmp_path / "keys" / "token-keys.json").read_text())
    assert [lead_of(key) for key in keys] == [timedelta(), HOUR, 2 * HOUR]
    assert first.stdout.startswith(f"The key {keys[1]['kid']} is published now and signs in 3600 s.")
    assert second.stdout.startswith(f"The key {keys[2]['kid']} is published now and signs in 7200 s.")
    assert "PRIVATE" not in first.stdout + second.stdout


def test_for_a_secret_store_the_first_document_and_then_each_next_one_is_printed(tmp_path: Path) -> None:
    first = rotate(ODDIYA_KEY_RING="secret").stdout
    second = rotate(ODDIYA_KEY_RING="secret", ODDIYA_TOKEN_KEYS=first).stdout
    (tmp_path / "keys.json").write_text(second)
    third = rotate("--lead", "0", ODDIYA_KEY_RING="secret", ODDIYA_TOKEN_KEYS_FILE=str(tmp_path / "keys.json")).stdout
    assert [lead_of(key) for key in keys_of(third)] == [timedelta(), HOUR, timedelta()]
    assert keys_of(third)[:2] == keys_of(second)
    assert keys_of(second)[:1] == keys_of(first)
    assert len({key["kid"] for key in keys_of(third)}) == 3
    assert (tmp_path / "keys.json").read_text() == second


@pytest.mark.parametrize(
    ("environment", "says"),
    [
        ({"ODDIYA_PROFILE": "memory"}, "oddiya: token keys in memory are their process's own"),
        ({"ODDIYA_KEY_RING": "secret", "ODDIYA_TOKEN_KEYS": "{}"}, "oddiya: ODDIYA_TOKEN_KEYS is no document of token"),
        ({"ODDIYA_HOME": "/dev/null"}, "oddiya: the token keys /dev/null/keys/token-keys.json cannot be kept: Not a"),
    ],
)
def test_what_cannot_be_rotated_is_said_in_one_line(environment: dict[str, str], says: str) -> None:
    failed = rotate(**environment)
    assert (failed.returncode, failed.stdout) == (1, "")
    assert failed.stderr.startswith(says)
    assert failed.stderr.count("\n") == 1


@pytest.mark.parametrize("lead", ["-1", "soon", "1.5", "9" * 30, ""])
def test_a_lead_is_a_number_of_seconds_of_up_to_a_year(lead: str, capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as failed:
        main(["keys", "rotate", f"--lead={lead}"])
    assert failed.value.code == 2
    assert re.search(r"argument --lead: invalid lead value", capsys.readouterr().err)


def test_jk_8_a_new_key_is_published_for_as_long_as_others_keep_what_they_read() -> None:
    assert timedelta(seconds=KEPT_SECONDS) <= PUBLISHED_AHEAD
