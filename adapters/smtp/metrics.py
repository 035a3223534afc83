"""The numbers that are kept of letters, whichever service writes them."""

from typing import Final

from ports.meter import Metric

MAILS: Final = Metric(
    name="oddiya_mails_total",
    kind="counter",
    help="Letters, by what the mail server made of them: sent, refused for good, or failed, which may pass.",
    labels=("outcome",),
)
OUTCOMES: Final = ("sent", "refused", "failed")
