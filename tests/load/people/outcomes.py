"""What became of a request, from the point of view of who asked."""

from typing import Final

ANSWERED: Final = "answered"
PUT_OFF: Final = "put off"  # asked to come again later, as 429 and 503 may
REFUSED: Final = "refused"
FAILED: Final = "failed"
LOST: Final = "lost"
LATER: Final = frozenset({429, 503})
OUR_FAULT: Final = 500


def outcome_of(status: int, retry_after: str | None, expected: frozenset[int]) -> str:
    """Tell it from the status, 0 where no answer came, and the answer's Retry-After."""
    if status == 0:
        return LOST
    if status in expected:
        return ANSWERED
    if status in LATER and retry_after is not None:
        return PUT_OFF
    return FAILED if status >= OUR_FAULT else REFUSED
