"""Other programs stay within their limits, are heard, and never outlive their block or Oddiya."""

import asyncio
import os
import signal
import sys
from collections.abc import Callable, Coroutine
from pathlib import Path
from typing import Any

import pytest
import uvloop
from attrs import evolve

from adapters.wire.children.child import Ending, running
from adapters.wire.children.launching import launched
from adapters.wire.children.limits import Limits
from adapters.wire.children.memory import memory_of_all, peak_memory
from core.errors import Unavailable
from tests.processes import ROOT
from tests.waiting import until

MIB = 1 << 20
WIDE = Limits(memory=2048 * MIB, cpu_seconds=20, file_bytes=MIB)
Run = Callable[[Coroutine[Any, Any, Any]], Any]

LOOPS = {"asyncio": asyncio.new_event_loop, "uvloop": uvloop.new_event_loop}


@pytest.fixture(params=list(LOOPS))
def run(request: pytest.FixtureRequest) -> Run:
    """Run a coroutine to its end, on each kind of event loop."""

    def run_it(coroutine: Coroutine[Any, Any, Any]) -> Any:
        with asyncio.Runner(loop_factory=LOOPS[request.param]) as runner:
            return runner.run(coroutine)

    return run_it


async def shell(script: str, *, folder: Path, limits: Limits = WIDE) -> tuple[Ending, bytes]:
    async with running(["/bin/sh", "-c", script], folder=folder, limits=limits) as child:
        child.stdin.close()
        said = await child.stdout.read()
        return await child.finished(), said


async def python(program: str, *, folder: Path, limits: Limits = WIDE) -> tuple[Ending, bytes]:
    async with running([sys.executable, "-I", "-c", program], folder=folder, limits=limits) as child:
        said = await child.stdout.read()
        return await child.finished(), said


def gone(*pids: int) -> bool:
    """Wait until processes that were killed are dead, too."""

    async def are_gone() -> bool:
        return not any(lives(pid) for pid in pids)

    asyncio.run(until(are_gone))
    return True


def lives(pid: int) -> bool:
    """Tell whether a process is there and does anything; one that nobody has buried does not."""
    try:
        return "\nState:\tZ" not in Path(f"/proc/{pid}/status").read_text()
    except FileNotFoundError:
        return False


def test_a_program_reads_what_it_is_sent_and_is_heard(run: Run, tmp_path: Path) -> None:
    async def talk() -> tuple[Ending, bytes]:
        async with running(["/bin/cat"], folder=tmp_path, limits=WIDE) as child:
            child.stdin.write(b"x" * MIB)
            child.stdin.close()
            said = await child.stdout.read()
            return await child.finished(), said

    ending, said = run(talk())
    assert said == b"x" * MIB
    assert (ending.status, ending.last_words) == (0, "")


def test_the_exit_status_or_the_signal_is_told(run: Run, tmp_path: Path) -> None:
    assert run(shell("echo sorry >&2; exit 7", folder=tmp_path))[0].status == 7
    assert run(shell("kill -TERM $$", folder=tmp_path))[0].status == -signal.SIGTERM


def test_a_program_that_is_not_there_ends_with_127_and_says_so(tmp_path: Path, run: Run) -> None:
    async def call() -> Ending:
        async with running(["/nowhere/at-all"], folder=tmp_path, limits=WIDE) as child:
            return await child.finished()

    ending = run(call())
    assert ending.status == 127
    assert "/nowhere/at-all" in ending.last_words


def test_a_flood_on_standard_error_blocks_nothing_and_its_end_is_kept(run: Run, tmp_path: Path) -> None:
    flood = "import sys; sys.stderr.write('x' * 5_000_000 + 'the end'); print('done')"
    ending, said = run(python(flood, folder=tmp_path))
    assert said == b"done\n"
    assert ending.last_words.endswith("xthe end")
    assert len(ending.last_words) <= 8192


def test_nothing_of_the_environment_and_no_file_is_inherited(
    run: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("AWS_SECRET_ACCESS_KEY", "secret")
    with (tmp_path / "open").open("w"):
        names = run(shell("env | cut -d= -f1", folder=tmp_path))[1]
        files = run(shell("ls -l /proc/self/fd", folder=tmp_path))[1]
    assert set(names.decode().split()) <= {"HOME", "LANG", "PATH", "PWD", "TMPDIR", "OLDPWD", "SHLVL", "_"}
    assert str(tmp_path / "open") not in files.decode()
    assert run(shell("pwd", folder=tmp_path))[1].decode().strip() == str(tmp_path)


def test_its_limits_hold(run: Run, tmp_path: Path) -> None:
    narrow = Limits(memory=300 * MIB, cpu_seconds=7, file_bytes=4096, open_files=20)
    program = (
        "import resource as r\n"
        "for name in ('AS', 'CPU', 'FSIZE', 'NOFILE', 'CORE'): print(r.getrlimit(getattr(r, 'RLIMIT_' + name))[1])"
    )
    _, said = run(python(program, folder=tmp_path, limits=narrow))
    assert said.split() == [b"%d" % number for number in (300 * MIB, 7, 4096, 20, 0)]


def test_too_much_memory_time_or_output_ends_it(run: Run, tmp_path: Path) -> None:
    much = python("x = bytes(500_000_000)", folder=tmp_path, limits=evolve(WIDE, memory=300 * MIB))
    assert "MemoryError" in run(much)[0].last_words
    long = shell("while :; do :; done", folder=tmp_path, limits=evolve(WIDE, cpu_seconds=1))
    assert run(long)[0].status in (-signal.SIGKILL, -signal.SIGXCPU)
    large = shell("exec dd if=/dev/zero of=large bs=4096 count=1000", folder=tmp_path)
    assert run(large)[0].status == -signal.SIGXFSZ
    assert (tmp_path / "large").stat().st_size == MIB


def test_its_peak_of_memory_is_known(run: Run, tmp_path: Path) -> None:
    program = "import time; x = b'x' * 100_000_000; del x; time.sleep(0.2)"
    ending, _ = run(python(program, folder=tmp_path))
    assert 100_000_000 < ending.peak_memory < 200_000_000
    assert peak_memory(2**22 + 1) == 0


def test_memory_counts_all_that_a_process_began(run: Run, tmp_path: Path) -> None:
    async def look() -> tuple[int, int]:
        program = "import time; x = b'x' * 50_000_000; print('ready', flush=True); time.sleep(60)"
        alone = memory_of_all(os.getpid())
        async with running([sys.executable, "-I", "-c", program], folder=tmp_path, limits=WIDE) as child:
            await child.stdout.readline()
            return alone, memory_of_all(os.getpid())

    alone, together = run(look())
    assert together > alone + 50_000_000


def test_it_is_gone_after_its_block_with_all_that_it_began(run: Run, tmp_path: Path) -> None:
    async def leave_early() -> list[int]:
        script = "sleep 60 & echo $!; trap '' TERM HUP; while :; do sleep 60; done"
        async with running(["/bin/sh", "-c", script], folder=tmp_path, limits=WIDE) as child:
            pids = [child.pid, int(await child.stdout.readline())]
            assert all(lives(pid) for pid in pids)
            return pids

    assert gone(*run(leave_early()))


def test_what_it_left_behind_is_ended_when_it_ends(run: Run, tmp_path: Path) -> None:
    ending, said = run(shell("sleep 60 & echo $!", folder=tmp_path))
    assert ending.status == 0
    assert gone(int(said))


def test_who_left_its_group_keeps_nobody_waiting(run: Run, tmp_path: Path) -> None:
    async def call() -> tuple[Ending, int]:
        script = "setsid sleep 60 & echo $!; exit 3"
        async with running(["/bin/sh", "-c", script], folder=tmp_path, limits=WIDE) as child:
            runaway = int(await child.stdout.readline())
            return await child.finished(), runaway

    ending, runaway = run(call())
    os.kill(runaway, signal.SIGKILL)
    assert ending.status == 3


def test_cancelling_kills_it(run: Run, tmp_path: Path) -> None:
    async def cancel() -> int:
        pids: asyncio.Queue[int] = asyncio.Queue()

        async def wait() -> None:
            async with running(["/bin/sleep", "60"], folder=tmp_path, limits=WIDE) as child:
                pids.put_nowait(child.pid)
                await child.finished()

        task = asyncio.create_task(wait())
        pid = await pids.get()
        task.cancel()
        with pytest.raises(asyncio.CancelledError):
            await task
        return pid

    assert gone(run(cancel()))


@pytest.mark.parametrize("turns", range(6))
def test_cancelling_while_it_begins_leaves_nothing(run: Run, tmp_path: Path, turns: int) -> None:
    async def cancel() -> None:
        async def wait() -> None:
            async with running(["/bin/sh", "-c", "echo $$ >pid; sleep 60"], folder=tmp_path, limits=WIDE) as child:
                await child.finished()

        task = asyncio.create_task(wait())
        for _ in range(turns):
            await asyncio.sleep(0)
        task.cancel()
        with pytest.raises(asyncio.CancelledError):
            await task

    run(cancel())
    written = tmp_path / "pid"
    assert gone(*map(int, written.read_text().split() if written.exists() else ()))


def test_what_reads_no_more_can_still_be_told_things(run: Run, tmp_path: Path) -> None:
    async def write() -> Ending:
        async with running(["/bin/sh", "-c", "exec <&-; sleep 0.05; exit 5"], folder=tmp_path, limits=WIDE) as child:
            for _ in range(20):
                await child.tell(b"x" * MIB)
            ending = await child.finished()
            await child.tell(b"x" * MIB)
            return ending

    assert run(write()).status == 5


PARENT = """
import asyncio, sys
from pathlib import Path
from adapters.wire.children.child import running
from adapters.wire.children.limits import Limits

async def main():
    limits = Limits(memory=1 << 30, cpu_seconds=20, file_bytes=1 << 20)
    async with running(["/bin/sleep", "60"], folder=Path("."), limits=limits) as child:
        print(child.pid, flush=True)
        await child.finished()

asyncio.run(main())
"""


async def test_it_dies_when_oddiya_is_killed(tmp_path: Path) -> None:
    parent = await asyncio.create_subprocess_exec(
        sys.executable, "-c", PARENT, cwd=tmp_path, env={"PYTHONPATH": str(ROOT)}, stdout=asyncio.subprocess.PIPE
    )
    assert parent.stdout is not None
    pid = int(await parent.stdout.readline())
    assert lives(pid)
    parent.kill()
    await parent.wait()
    assert await asyncio.to_thread(gone, pid)


async def test_it_does_not_begin_when_oddiya_is_dead_already(tmp_path: Path) -> None:
    command = launched(["/bin/touch", "begun"], limits=WIDE, parent=2**22 + 1)
    orphan = await asyncio.create_subprocess_exec(*command, cwd=tmp_path)
    assert await orphan.wait() == 1
    assert not (tmp_path / "begun").exists()


async def test_a_system_without_setpriv_runs_programs_all_the_same(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PATH", str(tmp_path))
    ending, said = await shell("echo here", folder=tmp_path)
    assert (ending.status, said) == (0, b"here\n")


async def test_a_folder_that_is_gone_is_told_as_a_process_that_cannot_be_had(tmp_path: Path) -> None:
    with pytest.raises(Unavailable):
        await shell("exit 0", folder=tmp_path / "gone")


HOLDING = """
import os
from adapters.wire.children.given_back import large_pieces_given_back
from adapters.wire.children.memory import memory_of_all

large_pieces_given_back(least=1 << 20)
b"w" * (9 << 20)  # as soon as this is free, the system would keep for later what is smaller
piece, behind = b"x" * (8 << 20), b"y" * (1 << 19)
held = memory_of_all(os.getpid())
del piece
print(held - memory_of_all(os.getpid()))
"""


@pytest.mark.skipif(sys.platform != "linux", reason="only there can it be asked for")
async def test_large_pieces_of_memory_are_given_back_as_soon_as_they_are_free(tmp_path: Path) -> None:
    holding = await asyncio.create_subprocess_exec(
        sys.executable, "-c", HOLDING, cwd=tmp_path, env={"PYTHONPATH": str(ROOT)}, stdout=asyncio.subprocess.PIPE
    )
    said, _ = await holding.communicate()
    assert int(said) > 7 * MIB
