"""How workers on one port start, or do not, and how they end."""

import asyncio
import json
import os
import signal
import socket
from functools import partial
from pathlib import Path

import pytest

from entrypoints.http.server import PortTaken
from tests.integration.running_workers import (
    Mood,
    ask,
    ended,
    is_refused,
    running,
    still_answers,
    who_serves,
)
from tests.waiting import until


@pytest.fixture
def mood(tmp_path: Path) -> Mood:
    mood = Mood(tmp_path / "mood")
    mood.becomes("fine")
    return mood


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT])
async def test_all_end_when_the_parent_is_told_and_finish_what_they_have_begun(
    mood: Mood, number: signal.Signals
) -> None:
    with running(mood) as workers:
        answers = [asyncio.create_task(ask(workers.port, "/aloud")) for _ in range(8)]
        for _ in answers:
            await asyncio.to_thread(workers.until, "asked")
        workers.signal(number)
        assert len(await asyncio.gather(*answers)) == 8
        assert await asyncio.to_thread(workers.parent.process.wait, 30) == 0
        assert sorted(words[:2] for words in workers.rest()) == [["told", "0"], ["told", "1"]]
        assert not await still_answers(workers)


async def test_a_second_signal_kills_those_that_do_not_end_after_the_first(mood: Mood) -> None:
    mood.becomes("deaf")
    with running(mood) as workers:
        workers.signal(signal.SIGTERM)
        workers.until("told")
        workers.until("told")
        await until(partial(is_refused, workers.port))  # nobody holds on to what only others listened on
        assert workers.parent.process.poll() is None
        assert workers.parent.kill(signal.SIGTERM) == 137
        assert workers.rest() == []


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGHUP])
async def test_what_a_terminal_sends_to_all_is_for_the_parent_only(mood: Mood, number: signal.Signals) -> None:
    with running(mood) as workers:
        for pid in workers.pids.values():
            os.kill(pid, number)
        assert await who_serves(workers.port) == workers.pids


@pytest.mark.parametrize("mind", ["fine", "deaf"])
async def test_no_worker_outlives_its_parent(mood: Mood, mind: str) -> None:
    mood.becomes(mind)
    with running(mood, end_within=1) as workers:
        assert workers.parent.kill(signal.SIGKILL) == -signal.SIGKILL
        assert sorted(words[:2] for words in workers.rest()) == [["told", "0"], ["told", "1"]]
        assert not workers.directory.exists()
        assert not await still_answers(workers)


@pytest.mark.parametrize(
    ("mind", "end", "status", "message"),
    [
        pytest.param("refuse", 1, 1, "oddiya: ODDIYA_X is missing: it expects a letter", id="what-can-be-mended"),
        pytest.param("exit", 7, 7, "", id="a-status-of-its-own"),
        pytest.param("leave", 0, 1, "", id="as-if-all-were-well"),
        pytest.param("crash", 1, 1, "RuntimeError: a fault of ours", id="a-fault"),
        pytest.param("die", -9, 137, "", id="a-signal"),
        pytest.param("dawdle", -9, 137, "", id="never-ready"),
    ],
)
def test_when_none_can_start_the_first_ones_failure_is_the_parents(
    mood: Mood, mind: str, end: int, status: int, message: str
) -> None:
    mood.becomes(mind)
    over = ended(mood, count=4, ready_within=30 if mind != "dawdle" else 1)
    assert over.returncode == status
    assert [line.split()[:2] for line in over.stdout.splitlines()] == [["begins", "0"]] * 3
    logged = [json.loads(line) for line in over.stderr.splitlines() if line.startswith("{")]
    assert [line["status"] for line in logged if line["event"] == "a worker died"] == [end] * 3
    said = [line for line in over.stderr.splitlines() if not line.startswith(("{", " ", "Traceback"))]
    assert said == ([message] * 3 if message else [])
    assert over.stderr.count("Traceback") == (3 if mind == "crash" else 0)


async def test_a_fork_that_fails_is_tried_again(mood: Mood) -> None:
    mood.becomes("no room")
    with running(mood) as workers:
        assert await who_serves(workers.port) == workers.pids


def test_a_port_that_another_program_has_is_refused(mood: Mood) -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
        over = ended(mood, port=port)
    assert over.returncode == 1
    assert over.stdout == ""
    assert over.stderr.splitlines()[-1].endswith(f"PortTaken: {PortTaken(port)}")


async def test_a_new_parent_takes_the_port_over_from_an_old_one(mood: Mood) -> None:
    with running(mood) as old, running(mood, port=old.port) as new:
        answers = await asyncio.gather(*(ask(old.port) for _ in range(60)))
        assert {int(answer.split()[1]) for answer in answers} == {*old.pids.values(), *new.pids.values()}
        assert old.parent.kill(signal.SIGTERM) == 0
        assert await who_serves(old.port) == new.pids
