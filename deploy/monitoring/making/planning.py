"""Plans, and those outside of Oddiya who are asked for them."""

from typing import Final

from deploy.monitoring.making.boards import PLANNING
from deploy.monitoring.making.rule import Alert, Group

PLANS: Final = "oddiya_plan_duration_seconds_count"
OUTSIDE: Final = "oddiya_outside_duration_seconds_count"
# Who is refused or leaves has not been failed.
MADE: Final = 'outcome=~"made|failed"'

ALERTS: Final = Group(
    name="oddiya-planning-alerts",
    rules=(
        Alert(
            name="PlansFail",
            expr=(f'sum(rate({PLANS}{{outcome="failed"}}[10m])) / (sum(rate({PLANS}{{{MADE}}}[10m])) > 0) > 0.2'),
            lasting="10m",
            severity="critical",
            summary="{{ $value | humanizePercentage }} of the plans cannot be made",
            description="For 10 minutes more than 20 % of the plans that people waited for have not been made.",
            page="planning",
            board=PLANNING,
        ),
        Alert(
            name="SourceFails",
            expr=(
                f'sum by (source) (rate({OUTSIDE}{{outcome="failed"}}[10m])) '
                f"/ (sum by (source) (rate({OUTSIDE}[10m])) > 0) > 0.5"
            ),
            lasting="10m",
            severity="warning",
            summary="{{ $labels.source }} does not answer",
            description=(
                "For 10 minutes more than half of what was asked of {{ $labels.source }} has not been answered. Plans "
                "are made without it, and say so."
            ),
            page="planning",
            board=PLANNING,
        ),
    ),
)
