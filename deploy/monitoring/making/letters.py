"""Letters to people."""

from typing import Final

from deploy.monitoring.making.boards import OVERVIEW
from deploy.monitoring.making.rule import Alert, Group

FAILED: Final = 'sum(rate(oddiya_mails_total{outcome=~"failed|refused"}[5m]))'

ALERTS: Final = Group(
    name="oddiya-letters-alerts",
    rules=(
        Alert(
            name="MailsFail",
            expr=f"{FAILED} / (sum(rate(oddiya_mails_total[5m])) > 0) > 0.2",
            lasting="5m",
            severity="critical",
            summary="{{ $value | humanizePercentage }} of all letters cannot be sent",
            description=(
                "For 5 minutes more than 20 % of the attempts to hand letters to the mail server have failed. Who "
                "registers or has forgotten a password waits in vain."
            ),
            page="letters",
            board=OVERVIEW,
        ),
    ),
)
