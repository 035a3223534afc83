"""Tells whether a cleanup is still wanted by whoever began it."""

from asyncio import CancelledError, current_task

from attrs import field, frozen


def _cancellations() -> int:
    task = current_task()
    return task.cancelling() if task else 0


@frozen
class Wanted:
    """Remembers how often this task had been cancelled before.

    Until Python 3.12, `asyncio.wait_for` may keep a cancellation to itself (gh-86296), and adapters wait by it.
    """

    _before: int = field(factory=_cancellations, init=False)

    def check(self) -> None:
        """Raise `CancelledError` where the task has been cancelled since, whoever was told of that."""
        if _cancellations() > self._before:
            raise CancelledError
