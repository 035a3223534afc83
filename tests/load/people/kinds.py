"""Which kind each request is, as the goals speak of them: reads and writes of the API; jobs are told by themselves."""

from typing import Final

READ: Final = "read"
WRITE: Final = "write"
JOB: Final = "job"
STREAM: Final = "stream"
ELSEWHERE: Final = "elsewhere"

# What is made while somebody waits: plans, films and frames take as long as their making.
JOBS: Final = frozenset(
    {
        "POST /api/v1/plans (json)",
        "POST /api/v1/plans (stream)",
        "plan, step by step",
        "film, from order to done",
        "frames, from order to done",
    }
)
# What goes on for as long as the order, or the evening, lasts.
STREAMS: Final = frozenset(
    {
        "GET /api/v1/videos/{id}/events",
        "GET /api/v1/frames/{id}/events",
        "GET /api/v1/notices/events",
    }
)
# Answered by others: the provider that somebody signs in with, and the storage that files go to.
OTHERS: Final = frozenset({"GET provider", "GET storage", "PUT storage"})


def kind_of(route: str) -> str:
    """Return the kind of a route, such as `GET /api/v1/plans/{id}`."""
    if route in JOBS:
        return JOB
    if route in STREAMS:
        return STREAM
    if route in OTHERS:
        return ELSEWHERE
    return READ if route.startswith("GET ") else WRITE
