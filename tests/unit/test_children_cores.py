"""As much is done at once as there are cores for it."""

import os
from pathlib import Path

import pytest

from adapters.wire.children.cores import Parallel, cores


def test_a_containers_share_is_counted_in_whole_cores(tmp_path: Path) -> None:
    quota = tmp_path / "cpu.max"
    quota.write_text("50000 100000\n")
    assert cores(quota) == 1
    quota.write_text("max 100000\n")
    there = cores(quota)
    for nonsense in ("", "a b", "1 0", "1 2 3"):
        quota.write_text(nonsense)
        assert cores(quota) == there
    assert cores(tmp_path / "nothing") == there >= 1


def test_where_nobody_says_what_may_be_used_all_are(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delattr(os, "sched_getaffinity", raising=False)
    monkeypatch.setattr(os, "cpu_count", lambda: None)
    assert cores(tmp_path / "nothing") == 1


def test_none_at_once_is_refused() -> None:
    assert Parallel("3") == 3
    with pytest.raises(ValueError, match="less than 1"):
        Parallel("0")
