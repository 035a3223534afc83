"""The gateway under load with everything in force: beside fast-gateway, and beside nginx, which checks nothing.

Whoever is measured has one core to itself; wrk, the service and Redis share another one.
"""

import os
from collections import Counter
from collections.abc import AsyncIterator, Sequence
from contextlib import AsyncExitStack, asynccontextmanager
from pathlib import Path
from statistics import median
from tempfile import TemporaryDirectory
from typing import Final

from tests.bench.gateway_cores import Cores
from tests.bench.gateway_flood import with_and_without_a_flood
from tests.bench.gateway_load import Load, Loaded, at_pace
from tests.bench.gateway_programs import Standing, found
from tests.bench.gateway_rig import Behind, Rig
from tests.bench.gateway_rival import installed_rival
from tests.bench.harness import Claim, Report
from tests.bench.start_up import proportional_set_size

ROUNDS: Final = 5
MEGABYTE: Final = 1e6
FAST_GATEWAY: Final = "fast-gateway with jsonwebtoken"
NGINX: Final = "nginx without checks (moonshot 0.5)"
GOALS: Final = {FAST_GATEWAY: 1.5, NGINX: 0.25}
INSTALL: Final = "apt-get install nginx-light wrk nodejs npm"


async def bench() -> Report:
    """Make every claim for which there are programs and cores."""
    report = Report("gateway")
    cores = [frozenset({core}) for core in sorted(os.sched_getaffinity(0))]
    if len(cores) == 1:
        print("gateway: nothing is measured, since it takes two cores")
    elif _are_there("nginx", "wrk", what="nothing is measured"):
        with TemporaryDirectory(prefix="oddiya-bench-") as home:
            rig = await Rig.at(Path(home))
            report.claims.extend(await alone_on_a_core(rig, *cores[:2]))
            report.claims.append(await two_workers(rig, cores[0] | cores[1]))
            report.claims.extend(await with_and_without_a_flood(rig, cores[0] | cores[1]))
    return report


async def alone_on_a_core(rig: Rig, core: Cores, other: Cores) -> list[Claim]:
    """Measure the gateway on one core, with all that is around it on another one."""
    load = Load(tokens=rig.tokens_file, cores=other)
    async with rig.behind(other) as behind, rig.gateway(behind, core) as ours:
        async with rivals(rig, behind, core) as beside:
            asked = behind.commands()
            rounds = await by_turns(load, ours, *beside.values())
            asked = behind.commands() - asked
        mine, *others = zip(*rounds[1:], strict=True)
        rate = median(one.rate for one in mine) / 2
        return [
            *(claim for name, theirs in zip(beside, others, strict=True) for claim in against(name, mine, theirs)),
            free_time(mine),
            round_trips(asked, requests=sum(each[0].requests for each in rounds)),
            *await at_half_load(rig, behind.service, ours, rate=rate, client=other),
            Claim(
                name="memory after that (PSS)", unit="MB", ours=[proportional_set_size(ours.pid) / MEGABYTE], goal=80
            ),
        ]


async def two_workers(rig: Rig, cores: Cores) -> Claim:
    """Measure what a second worker brings when load, service and Redis want their part of both cores."""
    load = Load(tokens=rig.tokens_file, cores=cores)
    async with (
        rig.behind(cores) as behind,
        rig.gateway(behind, cores, workers=2) as both,
        rig.gateway(behind, cores) as one,
    ):
        mine, theirs = zip(*(await by_turns(load, both, one))[1:], strict=True)
    return Claim(
        name="two workers vs one, all on two cores",
        unit="/s",
        ours=[each.rate for each in mine],
        rival=[each.rate for each in theirs],
        goal=1.4,
        least=True,
    )


async def at_half_load(rig: Rig, service: Standing, ours: Standing, *, rate: float, client: Cores) -> list[Claim]:
    """Measure how much later answers come through the gateway than straight from the service, at the same pace."""
    added: dict[str, list[float]] = {"p50": [], "p99": []}
    for _ in range(ROUNDS):
        straight, through = [await at_pace(rig.tokens_file, each, rate, client) for each in (service, ours)]
        for name, values in added.items():
            values.append(through[name] - straight[name])
    at = f"added at half load ({rate:.0f}/s)"
    return [
        Claim(name=f"{at}, p50", unit="ms", ours=added["p50"], goal=0.6),
        Claim(name=f"{at}, p99", unit="ms", ours=added["p99"], goal=3),
    ]


@asynccontextmanager
async def rivals(rig: Rig, behind: Behind, core: Cores) -> AsyncIterator[dict[str, Standing]]:
    """Run the rivals that there are, by name."""
    running = {}
    async with AsyncExitStack() as stack:
        if _are_there("node", "npm", what="nothing is measured beside fast-gateway"):
            fast_gateway = rig.fast_gateway(await installed_rival(), behind, core)
            running[FAST_GATEWAY] = await stack.enter_async_context(fast_gateway)
        running[NGINX] = await stack.enter_async_context(rig.proxy(behind, core))
        yield running


async def by_turns(load: Load, *under: Standing) -> list[list[Loaded]]:
    """Put each under load in turn, again and again; the first round does not count."""
    return [[await load(one) for one in under] for _ in range(1 + ROUNDS)]


def against(name: str, mine: Sequence[Loaded], theirs: Sequence[Loaded]) -> list[Claim]:
    """Compare with a rival.

    The processor's time says the same on a machine that does other things as well.
    """
    return [
        Claim(
            name=f"vs {name}",
            unit="/s",
            ours=[one.rate for one in mine],
            rival=[one.rate for one in theirs],
            goal=GOALS[name],
            least=True,
        ),
        Claim(
            name="the same in processor time",
            unit="us",
            ours=[one.cost for one in mine],
            rival=[one.cost for one in theirs],
            goal=round(1 / GOALS[name], 2),
        ),
    ]


def free_time(mine: Sequence[Loaded]) -> Claim:
    """Say how much time was left to wrk and the service, which are not to hold us up.

    They may well hold nginx up, which is as fast as they are; the processor's time tells about that, too.
    """
    return Claim(
        name="idle time of wrk's core meanwhile", unit="%", ours=[one.idle * 100 for one in mine], goal=5, least=True
    )


def round_trips(asked: Counter[str], *, requests: int) -> Claim:
    """Say how often Redis was asked for each request: once for all requests of a turn of the event loop."""
    assert asked["get"] >= 2 * requests, "limits, of which each request has two, were counted without Redis"
    return Claim(name="commands to Redis for a request", unit="", ours=[asked["evalsha"] / requests], goal=0.5)


def _are_there(*programs: str, what: str) -> bool:
    missing = [program for program in programs if found(program) is None]
    if missing:
        print(f"gateway: {what}, since there is no {' and no '.join(missing)}: {INSTALL}")
    return not missing
