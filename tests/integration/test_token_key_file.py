"""Token keys in a file: its owner's alone, made once, shared by processes, read again when it changes."""

import asyncio
import json
from collections.abc import MutableMapping, MutableSequence
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from pathlib import Path
from threading import Barrier
from typing import Any

import pytest
from structlog.testing import capture_logs

from adapters.jose.key_ring_file import FileKeyRing
from adapters.jose.private_file import write_privately
from adapters.jose.token_keys import TokenKeys
from adapters.section import CannotOpen
from adapters.system.clock import SystemClock
from tests.processes import Python, python
from tests.waiting import until

MAKES = "`oddiya keys rotate` makes them:"
NOTHING, HOUR = timedelta(), timedelta(hours=1)
WATCH = """
import asyncio, sys, time
from pathlib import Path
from adapters.jose.key_ring_file import FileKeyRing
from adapters.system.clock import SystemClock

ring = FileKeyRing(Path(sys.argv[1]), clock=SystemClock())
signing = None
while True:
    if ring.signing().kid != signing:
        signing = ring.signing().kid
        print(signing)
    time.sleep(0.01)
"""


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "home" / "keys" / "token-keys.json"


def opened(path: Path) -> FileKeyRing:
    return FileKeyRing(path, clock=SystemClock())


def kids(ring: FileKeyRing) -> list[str]:
    return [key["kid"] for key in ring.published()]


async def saw(ring: FileKeyRing, expected: list[str]) -> None:
    """Wait until a ring publishes this, and no longer than the promise allows."""

    async def sees() -> bool:
        return kids(ring) == expected

    await until(sees, within=2)


def test_the_keys_are_made_on_first_use_for_their_owner_only_and_kept(path: Path) -> None:
    first = kids(opened(path))
    assert kids(opened(path)) == first
    assert [file.name for file in path.parent.iterdir()] == ["token-keys.json"]
    assert path.stat().st_mode & 0o777 == 0o600
    assert path.parent.stat().st_mode & 0o777 == 0o700


def test_all_who_start_at_once_agree_on_one_key(tmp_path: Path) -> None:
    together = Barrier(8)

    def start(path: Path) -> str:
        together.wait()
        (kid,) = kids(opened(path))
        return kid

    with ThreadPoolExecutor(8) as pool:
        for number in range(10):
            path = tmp_path / str(number) / "token-keys.json"
            assert len(set(pool.map(start, [path] * 8))) == 1
            assert [file.name for file in path.parent.iterdir()] == ["token-keys.json"]


async def test_of_rotations_at_once_none_is_lost(path: Path) -> None:
    rings = [opened(path) for _ in range(6)]
    made = await asyncio.gather(*(ring.rotate(lead=HOUR) for ring in rings))
    assert set(kids(opened(path))) == {*made, kids(rings[0])[0]}
    assert len(set(made)) == 6


def test_a_running_process_signs_with_what_another_rotated(path: Path) -> None:
    with python(WATCH, str(path)) as one, python(WATCH, str(path)) as other:
        assert one.line() == other.line() == kids(opened(path))[0]
        for _ in range(3):
            rotated = asyncio.run(opened(path).rotate(lead=NOTHING))
            assert [line_soon(one), line_soon(other)] == [rotated, rotated]


def line_soon(process: Python) -> str:
    return process.line(within=2)


async def test_a_file_that_is_damaged_while_a_process_runs_leaves_it_its_keys(path: Path) -> None:
    ring = opened(path)
    first = kids(ring)
    with capture_logs() as logged:
        cut_short(path)
        assert await what_is_logged(ring, logged) == f"{path} is no document of token keys as {MAKES} it is not JSON"
        assert kids(ring) == first
        delete(path)
        assert await what_is_logged(ring, logged) == f"the token keys {path} cannot be read: No such file or directory"
        assert kids(ring) == first
    with pytest.raises(CannotOpen, match="cannot be read: No such file"):
        await ring.rotate(lead=HOUR)
    second = await opened(path).rotate(lead=NOTHING)
    await saw(ring, [second, *kids(opened(path))[1:]])
    with capture_logs() as logged:
        delete(path)
        assert "No such file" in await what_is_logged(ring, logged)


async def what_is_logged(ring: FileKeyRing, logged: MutableSequence[MutableMapping[str, Any]]) -> str:
    """Ask the ring until it has logged something; return what, once it was asked some more and said nothing more."""
    logged.clear()

    async def is_logged() -> bool:
        ring.published()
        return bool(logged)

    await until(is_logged, within=2)
    for _ in range(3):
        make_it_look(ring)
    (line,) = logged
    assert (line["event"], line["log_level"]) == ("token_keys_unreadable", "warning")
    return str(line["why"])


def delete(path: Path) -> None:
    path.unlink()


def cut_short(path: Path) -> None:
    path.write_text(path.read_text()[:100])


def make_it_look(ring: FileKeyRing) -> TokenKeys:
    """Let the second pass in which a ring does not look at its file."""
    ring._watched._look_at = 0
    return ring.keys()


def test_a_file_is_not_read_again_while_it_stays_the_same(path: Path) -> None:
    ring = opened(path)
    keys = ring.keys()
    assert make_it_look(ring) is keys
    path.touch()
    assert make_it_look(ring) is not keys
    assert make_it_look(ring) == keys


def test_a_file_is_not_even_looked_at_more_than_once_a_second(path: Path) -> None:
    ring = opened(path)
    make_it_look(ring)
    path.unlink()
    with capture_logs() as logged:
        for _ in range(100):
            ring.published()
    assert logged == []


@pytest.mark.parametrize("mode", [0o640, 0o604, 0o620, 0o777])
def test_keys_that_others_can_reach_are_refused_with_what_to_do(path: Path, mode: int) -> None:
    opened(path)
    path.chmod(mode)
    with pytest.raises(CannotOpen, match=f"run chmod 600 {path}"):
        opened(path)


def test_a_folder_that_cannot_be_is_told_in_one_line(tmp_path: Path) -> None:
    (tmp_path / "home").write_text("a file")
    with pytest.raises(CannotOpen, match=r"cannot be kept: (Not a directory|File exists)") as refused:
        opened(tmp_path / "home" / "token-keys.json")
    assert "\n" not in str(refused.value)


def test_a_file_that_cannot_be_replaced_leaves_nothing_behind(tmp_path: Path) -> None:
    in_the_way = tmp_path / "token-keys.json"
    in_the_way.mkdir()
    with pytest.raises(IsADirectoryError):
        write_privately(in_the_way, "keys")
    assert list(tmp_path.iterdir()) == [in_the_way]


async def test_a_key_that_an_operator_takes_out_is_gone_within_two_seconds(path: Path) -> None:
    ring = opened(path)
    (stolen,) = kids(ring)
    new = await ring.rotate(lead=NOTHING)
    take_out(stolen, path)
    await saw(ring, [new])
    assert ring.public(stolen) is None
    assert ring.public(new) is not None


def take_out(kid: str, path: Path) -> None:
    keys: list[dict[str, str]] = json.loads(path.read_text())["keys"]
    path.write_text(json.dumps({"keys": [key for key in keys if key["kid"] != kid]}))


def test_no_private_key_is_ever_shown(path: Path) -> None:
    keys = opened(path).keys()
    shown = f"{keys!r} {list(keys.by_kid.values())!r}"
    assert "PRIVATE" not in shown
    assert json.loads(path.read_text())["keys"][0]["private_key"] not in shown
