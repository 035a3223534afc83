"""What the operator is told."""

from attrs import frozen

from core.video.model.events import CleanupEnded


@frozen(kw_only=True)
class OperatorLetter:
    """A short letter without links."""

    subject: str
    text: str


def letter_of_cleanup(event: CleanupEnded) -> OperatorLetter:
    """Tell how a cleanup went; that one failed can be seen without opening the letter."""
    subject = "Oddiya: cleanup done" if event.succeeded else "[FAILED] Oddiya: cleanup"
    return OperatorLetter(subject=subject, text=f"{event.summary}\n")
