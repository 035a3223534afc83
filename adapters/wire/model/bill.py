"""What a task has taken so far."""

from attrs import define

from ports.language_model import Task, Usage


@define
class Bill:
    """Adds up what each answer took, and tells the task of it."""

    task: Task
    calls: int = 0
    tokens_in: int = 0
    tokens_out: int = 0

    def add(self, *, tokens_in: int, tokens_out: int) -> None:
        """Count an answer."""
        self.calls += 1
        self.tokens_in += tokens_in
        self.tokens_out += tokens_out
        self.task.told(Usage(calls=1, tokens_in=tokens_in, tokens_out=tokens_out))

    @property
    def usage(self) -> Usage:
        """All of it."""
        return Usage(calls=self.calls, tokens_in=self.tokens_in, tokens_out=self.tokens_out)


def tokens(found: object) -> int:
    """Return a number of tokens as a service told it; what is none counts as nothing."""
    return found if isinstance(found, int) and not isinstance(found, bool) and found > 0 else 0
