"""The dashboard about plans, and those outside of Oddiya who are asked for them."""

from typing import Final

from deploy.monitoring.making.board import Board
from deploy.monitoring.making.boards import PLANNING
from deploy.monitoring.making.panel import Line, Panel, Row
from deploy.monitoring.making.planning import MADE, OUTSIDE, PLANS
from deploy.monitoring.making.queries import ALL_THREE, part, quantiles, rate
from deploy.monitoring.making.words import OWN_REQUESTS, OWN_ROUTES

BOARD: Final = Board(
    uid=PLANNING,
    title="Oddiya: planning",
    about="Plans in the making, what they lack, and the services outside of Oddiya that are asked for them.",
    rows=(
        Row(
            title="Plans",
            panels=(
                Panel(
                    title="Plans",
                    about="By how making them ended; left: whoever had asked did not wait for the end.",
                    lines=[Line(rate(PLANS, "outcome"), "{{outcome}}")],
                    unit="ops",
                    stacked=True,
                ),
                Panel(
                    title="Failing",
                    about="Of those that people waited for and that were possible. Above the line: PlansFail.",
                    lines=[Line(part(PLANS, 'outcome="failed"', of=MADE), "failing")],
                    unit="percentunit",
                    limit=0.2,
                ),
                Panel(
                    title="How long a plan takes",
                    about="Of those that were made.",
                    lines=quantiles("oddiya_plan_duration_seconds", of='outcome="made"', wanted=ALL_THREE),
                    unit="s",
                ),
                Panel(
                    title="What plans lack",
                    about="Plans that were made without something, by what. They say so themselves.",
                    lines=[Line(rate("oddiya_plan_missing_total", "what"), "{{what}}")],
                    unit="ops",
                    width=12,
                ),
                Panel(
                    title="What the agent answers",
                    about="By status. A stream that breaks off in the middle counts as what it began with.",
                    lines=[
                        Line(
                            rate(OWN_REQUESTS, "http_response_status_code", of=f'job="agent",{OWN_ROUTES}'),
                            "{{http_response_status_code}}",
                        )
                    ],
                    unit="reqps",
                    width=12,
                ),
            ),
        ),
        Row(
            title="Outside",
            panels=(
                Panel(
                    title="Questions",
                    about="What was asked of services outside, all tries of one question together.",
                    lines=[Line(rate(OUTSIDE, "source", "outcome"), "{{source}} {{outcome}}")],
                    unit="ops",
                ),
                Panel(
                    title="Not answered",
                    about="The part of the questions. Above the line for 10 minutes: SourceFails.",
                    lines=[Line(part(OUTSIDE, 'outcome="failed"', "source"), "{{source}}")],
                    unit="percentunit",
                    limit=0.5,
                ),
                Panel(
                    title="How long an answer takes",
                    about="All tries included.",
                    lines=quantiles("oddiya_outside_duration_seconds", "source", wanted=(0.95,)),
                    unit="s",
                ),
            ),
        ),
    ),
)
