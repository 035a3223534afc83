"""The header in which a trace travels from one process to the next."""

import re
from typing import NamedTuple

# W3C Trace Context, sections 3.2.2 and 3.2.4: version 00 ends after the flags, later versions may go on.
TRACEPARENT = re.compile(r"(?!ff)([0-9a-f]{2})-(?!0{32})([0-9a-f]{32})-(?!0{16})([0-9a-f]{16})-([0-9a-f]{2})(-.*)?")
SAMPLED = 1


class Parent(NamedTuple):
    """The span that a trace is continued from."""

    trace_id: str
    span_id: str
    sampled: bool


def parent_of(traceparent: str) -> Parent | None:
    """Read a traceparent; anything but a valid one is nobody's."""
    match = TRACEPARENT.fullmatch(traceparent)
    if match is None:
        return None
    version, trace_id, span_id, flags, rest = match.groups()
    if version == "00" and rest is not None:
        return None
    return Parent(trace_id, span_id, sampled=bool(int(flags, 16) & SAMPLED))


def traceparent_of(trace_id: str, span_id: str, *, sampled: bool) -> str:
    """Write a traceparent."""
    return f"00-{trace_id}-{span_id}-{'01' if sampled else '00'}"
