"""What a run took of the machine: processor time of each program while all were there, and memory."""

from bisect import bisect_left
from collections.abc import Mapping, Sequence
from typing import Any

from tests.load.people.notes import STEADY

MEBIBYTE = 1024**2
ALL = "all"


def cores_used(seen: Mapping[str, Any]) -> dict[str, float]:
    """Return how many cores each program kept busy on average, and under `all` how many were busy for whomever."""
    began, until = _while_all_were_there(seen["notes"])
    first, last = _nearest(seen["readings"], began), _nearest(seen["readings"], until)
    seconds = last["at"] - first["at"]
    if seconds <= 0:
        return {}
    used = {name: (last["worked"][name] - first["worked"].get(name, 0.0)) / seconds for name in last["worked"]}
    return {**used, ALL: (last["busy"] - first["busy"]) / seconds}


def ours(used: Mapping[str, float]) -> dict[str, float]:
    """Return what the programs of the run used, without what was used by whomever."""
    return {name: cores for name, cores in used.items() if name != ALL}


def memory_of(seen: Mapping[str, Any]) -> dict[str, tuple[int, int]]:
    """Return for each process how many bytes it had at rest, and at the moment at which all together had the most."""
    fullest = max(_weighed(seen), key=lambda memory: sum(memory.values()))
    return {name: (seen["at_rest"][name], fullest[name]) for name in fullest}


def most_memory(seen: Mapping[str, Any]) -> int:
    """Return the most bytes that all processes had together at one moment."""
    return max(sum(memory.values()) for memory in _weighed(seen))


def _weighed(seen: Mapping[str, Any]) -> list[Mapping[str, int]]:
    return [reading["memory"] for reading in seen["readings"] if reading["memory"]]


def _while_all_were_there(notes: Mapping[str, Any]) -> tuple[float, float]:
    steady = notes["phases"].get(STEADY, {"began": 0.0, "seconds": 0.0})
    return steady["began"], steady["began"] + steady["seconds"]


def _nearest(readings: Sequence[Mapping[str, Any]], moment: float) -> Mapping[str, Any]:
    """Return the first reading from a moment on; none is taken that was read when Locust had gone."""
    there = [reading for reading in readings if reading["worked"].get("locust", 0.0) or reading is readings[0]]
    return there[min(bisect_left([reading["at"] for reading in there], moment), len(there) - 1)]
