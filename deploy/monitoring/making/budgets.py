"""What is promised over a month, and how quickly the failures that it allows are being used up.

How quickly is looked at over a long window, so that it matters, and over a short one, so that it is still so (Google's
SRE Workbook, chapter 5).
"""

from collections.abc import Iterator
from typing import Final

from attrs import frozen

from deploy.monitoring.making.boards import OVERVIEW
from deploy.monitoring.making.rule import Alert, Group, Record, Severity
from deploy.monitoring.making.words import BUCKETS, FAILED, READS, REQUESTS, SERVED, WRITES

BAD: Final = "slo:oddiya_requests_bad:ratio_rate"
RATE: Final = "slo:oddiya_requests:rate"
# Where fewer ask, one mishap would be a disaster by the numbers: 0.1 a second are 360 requests in the shortest window.
ENOUGH: Final = 0.1


@frozen(kw_only=True)
class Promise:
    """So great a part of some requests may be bad; `bad` and `of` are what is counted, over a window `%s`."""

    slo: str
    alert: str
    allowed: float
    bad: str
    of: str
    says: str


@frozen(kw_only=True)
class Speed:
    """Using the allowance up so many times as quickly as would be right."""

    times: float
    long: str
    short: str
    lasting: str
    severity: Severity
    part: str


def _slower(selector: str, seconds: str) -> str:
    counted, quick = f"{REQUESTS}{{{selector}}}", f'{BUCKETS}{{{selector},le="{seconds}"}}'
    return f"sum(rate({counted}[%s])) - sum(rate({quick}[%s]))"


PROMISES: Final = (
    Promise(
        slo="availability",
        alert="AvailabilityBudgetBurns",
        allowed=0.001,
        bad=f"sum(rate({REQUESTS}{{{SERVED},{FAILED}}}[%s])) or vector(0)",
        of=f"sum(rate({REQUESTS}{{{SERVED}}}[%s]))",
        says="99.9 % of all requests are answered without a failure of ours",
    ),
    Promise(
        slo="quick-reads",
        alert="ReadsBudgetBurns",
        allowed=0.05,
        bad=_slower(READS, "0.2"),
        of=f"sum(rate({REQUESTS}{{{READS}}}[%s]))",
        says="95 % of all reads are answered within 200 ms",
    ),
    Promise(
        slo="quick-writes",
        alert="WritesBudgetBurns",
        allowed=0.05,
        bad=_slower(WRITES, "0.4"),
        of=f"sum(rate({REQUESTS}{{{WRITES}}}[%s]))",
        says="95 % of all writes are answered within 400 ms",
    ),
)
SPEEDS: Final = (
    Speed(times=14.4, long="1h", short="5m", lasting="2m", severity="critical", part="2 % of the month's in an hour"),
    Speed(times=6, long="6h", short="30m", lasting="15m", severity="critical", part="5 % of the month's in 6 hours"),
    Speed(times=1, long="3d", short="6h", lasting="1h", severity="warning", part="10 % of the month's in 3 days"),
)
WINDOWS: Final = ("5m", "30m", "1h", "6h", "3d")


def _records() -> Iterator[Record]:
    for promise in PROMISES:
        for window in WINDOWS:
            bad, of = (text.replace("%s", window) for text in (promise.bad, promise.of))
            yield Record(name=f"{RATE}{window}", expr=of, labels={"slo": promise.slo})
            yield Record(name=f"{BAD}{window}", expr=f"({bad}) / ({of} > 0)", labels={"slo": promise.slo})


def _alert(promise: Promise, speed: Speed) -> Alert:
    chosen, most = f'{{slo="{promise.slo}"}}', f"{speed.times * promise.allowed:g}"
    conditions = (
        f"{BAD}{speed.long}{chosen} > {most}",
        f"{BAD}{speed.short}{chosen} > {most}",
        f"{RATE}{speed.long}{chosen} > {ENOUGH:g}",
    )
    return Alert(
        name=promise.alert,
        expr=" and ".join(conditions),
        lasting=speed.lasting,
        severity=speed.severity,
        labels={"window": speed.long},
        summary=f"The promise that {promise.says} is being broken {speed.times:g} times too quickly",
        description=(
            f"Over the last {speed.long} {{{{ $value | humanizePercentage }}}} of the requests were bad; what the "
            f"promise allows is {promise.allowed * 100:g} %. Going on like this uses up {speed.part}. With fewer than "
            f"{ENOUGH:g} requests a second nothing is said."
        ),
        page="requests",
        board=OVERVIEW,
    )


RECORDS: Final = Group(name="oddiya-budgets", interval="30s", rules=tuple(_records()))
ALERTS: Final = Group(
    name="oddiya-budgets-alerts",
    interval="30s",
    rules=tuple(_alert(promise, speed) for promise in PROMISES for speed in SPEEDS),
)
