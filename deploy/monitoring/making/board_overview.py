"""The dashboard to look at first: what people get to see."""

from typing import Final

from deploy.monitoring.making.board import Board, Variable
from deploy.monitoring.making.boards import OVERVIEW
from deploy.monitoring.making.budgets import BAD, PROMISES
from deploy.monitoring.making.panel import Line, Panel, Row, number
from deploy.monitoring.making.queries import ALL_THREE, part, quantiles, rate
from deploy.monitoring.making.requests import ERRORS, P95, RATE
from deploy.monitoring.making.words import FAILED, JOBS, REQUESTS, SERVED

GATEWAY: Final = "oddiya_gateway_request_duration_seconds"
CHOSEN: Final = 'service=~"$service",http_route=~"$route"'

BOARD: Final = Board(
    uid=OVERVIEW,
    title="Oddiya: overview",
    about="What people get to see: how many requests there are, how many fail, and how long they take.",
    variables=(
        Variable(name="service", label="Service", query=f"label_values({REQUESTS}, service)"),
        Variable(name="route", label="Route", query=f'label_values({REQUESTS}{{service=~"$service"}}, http_route)'),
    ),
    rows=(
        Row(
            title="Now",
            panels=(
                number("Requests", "Requests of clients in a second.", f"sum({RATE})", unit="reqps"),
                number(
                    "Failing",
                    "The part of all requests that is answered with 500 or above.",
                    part(REQUESTS, FAILED, of=SERVED),
                    unit="percentunit",
                    limit=0.05,
                ),
                number("Slowest P95", "Of the slowest service, in 5 minutes.", f"max({P95})", unit="s", limit=2),
                number(
                    "Replicas down", "Processes that do not tell their numbers.", f"count(up{{{JOBS}}} == 0)", limit=1
                ),
                number(
                    "Alerts",
                    "Conditions that somebody has been told of.",
                    'count(ALERTS{alertstate="firing"})',
                    limit=1,
                ),
                number("Streams", "Event streams and WebSockets that are open.", "sum(oddiya_gateway_streams)"),
            ),
        ),
        Row(
            title="Requests",
            panels=(
                Panel(
                    title="Requests by service",
                    about="Requests of clients in a second. The agent is asked by the plan service only.",
                    lines=[Line(f'{RATE}{{service=~"$service"}}', "{{service}}")],
                    unit="reqps",
                    stacked=True,
                ),
                Panel(
                    title="Failing, by service",
                    about="The part answered with 500 or above. Above the line for 5 minutes: ErrorRateHigh.",
                    lines=[Line(f'{ERRORS}{{service=~"$service"}}', "{{service}}")],
                    unit="percentunit",
                    limit=0.05,
                ),
                Panel(
                    title="P95 by service",
                    about="Without what takes its time by nature. Above the line for 5 minutes: ResponsesSlow.",
                    lines=[Line(f'{P95}{{service=~"$service"}}', "{{service}}")],
                    unit="s",
                    limit=2,
                ),
                Panel(
                    title="How long requests take",
                    about="From the head of the request to the end of the answer, streams not counted.",
                    lines=quantiles(GATEWAY, of=CHOSEN, wanted=ALL_THREE),
                    unit="s",
                ),
                Panel(
                    title="P95 by route",
                    about="The routes of the gateway's table that were chosen above.",
                    lines=quantiles(GATEWAY, "http_route", of=CHOSEN, wanted=(0.95,)),
                    unit="s",
                ),
                Panel(
                    title="Answers by status",
                    about="499 stands for clients who left before there was an answer.",
                    lines=[
                        Line(rate(REQUESTS, "http_response_status_code", of=CHOSEN), "{{http_response_status_code}}")
                    ],
                    unit="reqps",
                    stacked=True,
                ),
            ),
        ),
        Row(
            title="Promises",
            panels=(
                Panel(
                    title="Bad requests in an hour",
                    about=" ".join(f"{one.slo}: {one.says}." for one in PROMISES),
                    lines=[Line(f"{BAD}1h", "{{slo}}")],
                    unit="percentunit",
                    width=12,
                ),
                Panel(
                    title="Bad requests in three days",
                    about="What the promises allow is 0.1 % of all requests, and 5 % of reads and of writes.",
                    lines=[Line(f"{BAD}3d", "{{slo}}")],
                    unit="percentunit",
                    width=12,
                ),
            ),
        ),
        Row(
            title="People",
            panels=(
                Panel(
                    title="Signing in",
                    about="Answers of the auth service by route and status; 401 and 429 are refusals.",
                    lines=[
                        Line(
                            rate(REQUESTS, "http_route", "http_response_status_code", of='service="auth"'),
                            "{{http_route}} {{http_response_status_code}}",
                        )
                    ],
                    unit="reqps",
                ),
                Panel(
                    title="Refused by the gateway",
                    about="Requests that the gateway answered by itself, by the code of the problem.",
                    lines=[Line(rate("oddiya_gateway_refusals_total", "code"), "{{code}}")],
                    unit="reqps",
                ),
                Panel(
                    title="Letters",
                    about="What the mail server made of letters. Above 20 % failed or refused: MailsFail.",
                    lines=[Line(rate("oddiya_mails_total", "outcome"), "{{outcome}}")],
                    unit="ops",
                ),
                Panel(
                    title="Notices",
                    about="Tries to tell somebody something, by push and by mail.",
                    lines=[Line(rate("oddiya_notices_total", "channel", "outcome"), "{{channel}} {{outcome}}")],
                    unit="ops",
                ),
                Panel(
                    title="Listeners",
                    about="People who are told of notices as they come.",
                    lines=[Line("sum(oddiya_notices_listeners)", "listeners")],
                ),
            ),
        ),
    ),
)
