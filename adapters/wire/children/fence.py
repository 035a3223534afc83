"""What Linux keeps a process from doing, for good: opening files but a few, opening connections, starting programs.

Both ways need no privileges. Where the kernel lacks one of them (Landlock came with 5.13), the process goes without.
"""

import ctypes
import os
import platform
import signal
import struct
import sys
from collections.abc import Iterable
from pathlib import Path
from typing import Final

from attrs import frozen

DIE_WITH_PARENT, NO_NEW_PRIVILEGES, SET_SECCOMP, FILTER = 1, 38, 22, 2  # prctl
CREATE_RULESET, ADD_RULE, RESTRICT_SELF = 444, 445, 446  # the same numbers on every machine
BENEATH: Final = 1
FIRST: Final = (1 << 13) - 1  # every way to use files and folders that Landlock's first version knows of
REFER, REFER_SINCE = 1 << 13, 2
TRUNCATE, TRUNCATE_SINCE = 1 << 14, 3
READ: Final = 1 << 2 | 1 << 3  # files and folders

LOAD, EQUAL, AT_LEAST, ANSWER = 0x20, 0x15, 0x35, 0x06  # instructions of a filter
ALLOW, REFUSE, KILL = 0x7FFF0000, 0x00050001, 0x80000000  # REFUSE answers EPERM
OTHER_NUMBERS: Final = 0x40000000  # x86-64's second set


@frozen
class Machine:
    """What the kernel calls a kind of machine, and the numbers of the calls that are refused on it."""

    name: int
    refused: tuple[int, ...]


# socket, socketpair, execve, execveat, ptrace, process_vm_readv, process_vm_writev, io_uring_setup
MACHINES: Final = {
    "x86_64": Machine(0xC000003E, (41, 53, 59, 322, 101, 310, 311, 425)),
    "aarch64": Machine(0xC00000B7, (198, 199, 221, 281, 117, 270, 271, 425)),
}


def fenced(readable: Iterable[Path]) -> None:
    """Leave this process, for good, only what is below these folders to open, and only to read; and no network.

    From now on it dies with its parent.
    """
    if sys.platform != "linux":
        return
    system = ctypes.CDLL(None, use_errno=True)
    system.prctl(DIE_WITH_PARENT, signal.SIGKILL, 0, 0, 0)
    system.prctl(NO_NEW_PRIVILEGES, 1, 0, 0, 0)
    _only_these_files(system, readable)
    _only_harmless_calls(system)


def _only_these_files(system: ctypes.CDLL, readable: Iterable[Path]) -> None:
    version = system.syscall(CREATE_RULESET, None, 0, 1)
    if version < 1:
        return
    handled = FIRST | (REFER if version >= REFER_SINCE else 0) | (TRUNCATE if version >= TRUNCATE_SINCE else 0)
    rules = system.syscall(CREATE_RULESET, struct.pack("=Q", handled), 8, 0)
    for folder in readable:
        try:
            place = os.open(folder, os.O_PATH | os.O_DIRECTORY | os.O_CLOEXEC)
        except OSError:
            continue  # what is not there needs no leave
        system.syscall(ADD_RULE, rules, BENEATH, struct.pack("=Qi", READ, place), 0)
        os.close(place)
    system.syscall(RESTRICT_SELF, rules, 0)
    os.close(rules)


def _only_harmless_calls(system: ctypes.CDLL) -> None:
    machine = MACHINES.get(platform.machine())
    if machine is None:
        return
    refused = machine.refused
    steps = [
        struct.pack("=HBBI", LOAD, 0, 0, 4),
        struct.pack("=HBBI", EQUAL, 1, 0, machine.name),
        struct.pack("=HBBI", ANSWER, 0, 0, KILL),
        struct.pack("=HBBI", LOAD, 0, 0, 0),
        struct.pack("=HBBI", AT_LEAST, len(refused) + 1, 0, OTHER_NUMBERS),
        *(struct.pack("=HBBI", EQUAL, len(refused) - at, 0, number) for at, number in enumerate(refused)),
        struct.pack("=HBBI", ANSWER, 0, 0, ALLOW),
        struct.pack("=HBBI", ANSWER, 0, 0, REFUSE),
    ]
    code = ctypes.create_string_buffer(b"".join(steps))
    program = struct.pack("@HP", len(steps), ctypes.addressof(code))
    system.prctl(SET_SECCOMP, FILTER, program, 0, 0)
