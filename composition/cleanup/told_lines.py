"""A cleanup, and one that is only planned, in lines for a terminal."""

from collections.abc import Iterator
from datetime import datetime
from typing import Final

from core.video.model.cleanup import CleanupPlan, CleanupRun, Removal

UNITS: Final = ("KiB", "MiB", "GiB", "TiB")


def plan_lines(plan: CleanupPlan) -> Iterator[str]:
    """Say what is to be deleted, what is missing, and how much that is."""
    for removal in plan.removals:
        yield _line(removal.what, _size(removal), f"due since {_moment(removal.due_since)}", removal.name)
    yield from (_line("missing", "-", "what was made for it is gone", job_id) for job_id in plan.missing)
    size = size_in_words(sum(removal.size for removal in plan.removals))
    yield f"To remove: {len(plan.removals)}, {size}. Completed without what was made for them: {len(plan.missing)}."


def run_line(run: CleanupRun) -> str:
    """Say what was done."""
    kinds = ", ".join(f"{what} {count}" for what, count in sorted(run.removed.items()))
    removed = f"{sum(run.removed.values())}{f' ({kinds})' if kinds else ''}"
    seconds = (run.ended_at - run.began_at).total_seconds()
    return f"Removed: {removed}, {size_in_words(run.freed)}, in {seconds:.1f} s."


def size_in_words(size: int) -> str:
    """Return a number of bytes as people read it."""
    power = min(len(UNITS), (max(size, 1).bit_length() - 1) // 10)
    return f"{size} B" if power == 0 else f"{size / 1024**power:.1f} {UNITS[power - 1]}"


def _line(what: str, size: str, why: str, name: str) -> str:
    return f"{what:<11} {size:>10}  {why:<30}  {name}"


def _size(removal: Removal) -> str:
    # Nobody knows how much has been sent of an upload that was never completed.
    return "-" if removal.what == "parts" else size_in_words(removal.size)


def _moment(moment: datetime) -> str:
    return f"{moment:%Y-%m-%d %H:%M:%S}Z"
