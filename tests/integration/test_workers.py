"""Workers on one port: what clients and siblings see when some of them come and go."""

import asyncio
import os
import signal
from functools import partial
from pathlib import Path
from stat import S_IMODE

import pytest
from prometheus_client.parser import text_string_to_metric_families

from tests.integration.running_workers import (
    PROGRAM,
    Mood,
    Workers,
    arguments,
    ask,
    ask_over,
    has_gone,
    running,
    who_serves,
)
from tests.processes import python
from tests.waiting import until


@pytest.fixture
def mood(tmp_path: Path) -> Mood:
    mood = Mood(tmp_path / "mood")
    mood.becomes("fine")
    return mood


async def test_workers_answer_on_one_port(mood: Mood) -> None:
    with running(mood) as workers:
        assert await who_serves(workers.port) == workers.pids
        assert sorted(workers.pids) == [0, 1]
        assert len({workers.parent.pid, *workers.pids.values()}) == 3


async def test_their_directory_is_theirs_alone_and_goes_with_them(mood: Mood) -> None:
    with running(mood) as workers:
        assert S_IMODE(workers.directory.stat().st_mode) == 0o700
        assert workers.parent.kill(signal.SIGTERM) == 0
        assert not workers.directory.exists()


async def test_a_rolling_restart_loses_no_connection(mood: Mood) -> None:
    """200 connections a second, and all workers are replaced twice meanwhile."""
    with running(mood) as workers:
        enough = asyncio.Event()
        asking = asyncio.create_task(a_stream_of_questions(workers.port, enough))
        generations = [await who_serves(workers.port)]
        for _ in range(2):
            workers.signal(signal.SIGHUP)
            await asyncio.to_thread(workers.until_replaced)
            generations.append(await who_serves(workers.port))
            assert generations[-1] == workers.pids
        enough.set()
        assert len(await asking) >= 600
        assert len({pid for generation in generations for pid in generation.values()}) == 6


async def a_stream_of_questions(port: int, enough: asyncio.Event) -> list[str]:
    questions: list[asyncio.Task[str]] = []
    while len(questions) < 600 or not enough.is_set():
        questions.append(asyncio.create_task(ask(port)))
        await asyncio.sleep(0.005)
    return await asyncio.gather(*questions)


async def test_a_worker_that_is_killed_is_started_anew_and_the_others_go_on(mood: Mood) -> None:
    with running(mood) as workers:
        before = dict(workers.pids)
        os.kill(before[1], signal.SIGKILL)
        workers.until("ready", "1")
        assert await who_serves(workers.port) == workers.pids
        assert workers.pids[0] == before[0]
        assert workers.pids[1] != before[1]


async def test_what_waits_while_no_worker_lives_is_answered_by_the_next(mood: Mood) -> None:
    with running(mood, count=1) as workers:
        mood.becomes("dawdle")
        os.kill(workers.pids[0], signal.SIGKILL)
        _, _, pid = workers.until("begins", "0")
        waiting = [await asyncio.open_connection("127.0.0.1", workers.port) for _ in range(20)]
        mood.becomes("fine")
        os.kill(int(pid), signal.SIGKILL)
        workers.until("ready", "0")
        assert {await ask_over(*one) for one in waiting} == {f"0 {workers.pids[0]}"}


async def test_a_worker_that_goes_by_itself_is_started_anew_too(mood: Mood) -> None:
    with running(mood, count=1) as workers:
        os.kill(workers.pids[0], signal.SIGTERM)
        workers.until("ready", "0")
        assert await who_serves(workers.port) == workers.pids


async def test_once_workers_have_served_one_that_fails_is_tried_again_until_it_does_not(mood: Mood) -> None:
    with running(mood) as workers:
        mood.becomes("exit")
        os.kill(workers.pids[0], signal.SIGKILL)
        for _ in range(6):
            workers.until("begins", "0")
        mood.becomes("fine")
        workers.until("ready", "0")
        assert await who_serves(workers.port) == workers.pids


@pytest.mark.parametrize("mind", ["exit", "dawdle"])
async def test_a_new_worker_that_fails_ends_the_rolling_restart_and_the_old_ones_stay(mood: Mood, mind: str) -> None:
    with running(mood, ready_within=30 if mind == "exit" else 1) as workers:
        before = dict(workers.pids)
        mood.becomes(mind)
        workers.signal(signal.SIGHUP)
        _, _, pid = workers.until("begins", "0")
        await until(partial(has_gone, int(pid)))
        assert await who_serves(workers.port) == before
        mood.becomes("fine")
        workers.signal(signal.SIGHUP)
        assert workers.line()[:2] == ["begins", "0"], "the first restart has gone no further"
        workers.until_replaced()
        assert await who_serves(workers.port) == workers.pids


async def test_an_old_worker_that_does_not_end_does_not_hold_up_the_others(mood: Mood) -> None:
    mood.becomes("deaf")
    with running(mood, end_within=0.1) as workers:
        old = dict(workers.pids)
        mood.becomes("fine")
        workers.signal(signal.SIGHUP)
        workers.until_replaced()
        assert not any([await has_gone(pid) for pid in old.values()])
        assert await who_serves(workers.port) == workers.pids
        for pid in old.values():
            os.kill(pid, signal.SIGKILL)


async def test_before_any_worker_is_ready_there_is_none_to_replace(mood: Mood) -> None:
    mood.becomes("hesitate")
    with python(PROGRAM, *arguments(mood), measured=True) as parent:
        workers = Workers(parent)
        workers.until("begins", "0")
        workers.signal(signal.SIGHUP)
        mood.becomes("fine")
        workers.until("started")
        first = dict(workers.pids)
        assert await who_serves(workers.port) == first
        assert parent.kill(signal.SIGTERM) == 0
        assert sorted(workers.rest()) == [["told", str(slot), str(pid)] for slot, pid in sorted(first.items())]


async def test_each_worker_tells_the_metrics_of_all(mood: Mood) -> None:
    with running(mood) as workers:
        for _ in range(20):
            await ask(workers.port)
        told = metrics_in(await ask(workers.port, "/metrics"))
        assert {slot for name, slot in told if name == "process_resident_memory_bytes"} == {"0", "1"}
        assert told["answered_total", "0"] + told["answered_total", "1"] == 21
        assert told["oddiya_gateway_worker_up", "0"] == told["oddiya_gateway_worker_up", "1"] == 1


async def test_the_metrics_say_which_worker_does_not_answer(mood: Mood) -> None:
    with running(mood) as workers:
        mood.becomes("dawdle")
        os.kill(workers.pids[1], signal.SIGKILL)
        _, _, pid = workers.until("begins", "1")
        asked = [asyncio.create_task(ask(workers.port, "/metrics")) for _ in range(20)]
        answered, _ = await asyncio.wait(asked, return_when=asyncio.FIRST_COMPLETED)
        told = metrics_in(answered.pop().result())
        assert (told["oddiya_gateway_worker_up", "0"], told["oddiya_gateway_worker_up", "1"]) == (1, 0)
        assert ("answered_total", "1") not in told
        mood.becomes("fine")
        os.kill(int(pid), signal.SIGKILL)
        assert len(await asyncio.gather(*asked)) == 20


def metrics_in(exposition: str) -> dict[tuple[str, str], float]:
    families = text_string_to_metric_families(exposition)
    return {(one.name, one.labels["worker"]): one.value for family in families for one in family.samples}
