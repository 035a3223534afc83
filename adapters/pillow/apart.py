"""Does a piece of work in a fork of this process, so that whatever happens to it ends with the fork."""

import os
import resource
import signal
import traceback
from collections.abc import Callable, Mapping
from typing import Final, NoReturn

from attrs import define

LONGEST: Final = 4096  # bytes of an answer
MEANINGS: Final[Mapping[int, str]] = {
    signal.SIGXCPU: "takes too long to read",
    signal.SIGKILL: "takes more memory than a photo may",
}


@define
class Lost(Exception):  # noqa: N818 - named for the fact
    """A fork that ended without an answer; `reason` goes on where "photo 3 …" begins."""

    reason: str


def apart(work: Callable[[], bytes]) -> bytes:
    """Return what the work returns, or raise `Lost`."""
    reading, writing = os.pipe()
    fork = os.fork()
    if fork == 0:
        _work_and_leave(work, writing)
    os.close(writing)
    with os.fdopen(reading, "rb") as answers:
        said = answers.read(LONGEST)
    _, status = os.waitpid(fork, 0)
    if said:
        return said
    raise Lost(MEANINGS.get(os.WTERMSIG(status), "is damaged") if os.WIFSIGNALED(status) else "is damaged")


def _work_and_leave(work: Callable[[], bytes], writing: int) -> NoReturn:
    try:
        _stop_listening()
        _, most = resource.getrlimit(resource.RLIMIT_CPU)
        if most > 1:  # a second before it would be killed, it is told why
            resource.setrlimit(resource.RLIMIT_CPU, (most - 1, most))
        os.write(writing, work())
    except BaseException:  # noqa: BLE001 - nothing of a fork may go on to be another reader of what is asked
        traceback.print_exc()
    finally:
        os._exit(0)


def _stop_listening() -> None:
    nothing = os.open(os.devnull, os.O_RDWR)
    os.dup2(nothing, 0)
    os.dup2(nothing, 1)
    os.close(nothing)
