"""Valid traffic with a flood of tokens that name keys nobody has, and without: two workers that follow published keys.

All of it shares two cores, and nobody is refused for asking too often, which is harder than life: there a flood comes
from elsewhere, and the limit by address ends it before tokens are looked at.
"""

import asyncio
import json
import math
import sys
from asyncio.subprocess import PIPE
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from time import monotonic
from typing import Final

from tests.bench.gateway_cores import Cores, on
from tests.bench.gateway_load import at_pace
from tests.bench.gateway_programs import Standing
from tests.bench.gateway_rig import Rig
from tests.bench.harness import Claim
from tests.processes import ROOT, clean_environment

VALID: Final = 1000  # requests a second
STRANGERS: Final = 1000
HELD: Final = 0.9  # of their pace, or it was no flood
ROUNDS: Final = 7
TURN: Final = 30  # seconds
FOLLOWS: Final = {"ODDIYA_TOKEN_VERIFIER": "jwks", "ODDIYA_CACHE": "redis"}


async def with_and_without_a_flood(rig: Rig, cores: Cores) -> list[Claim]:
    """Measure by turns how late answers are in the calm and in the flood, and how often keys are fetched meanwhile."""
    calm, flooded = [], []
    async with rig.behind(cores) as behind, rig.gateway(behind, cores, workers=2, **FOLLOWS) as ours:
        await at_pace(rig.tokens_file, ours, VALID, cores)  # which ends after both workers have learnt the keys
        asked, began = behind.key_fetches, monotonic()
        for _ in range(ROUNDS):
            calm.append(await at_pace(rig.tokens_file, ours, VALID, cores))
            async with flood(ours, cores):
                flooded.append(await at_pace(rig.tokens_file, ours, VALID, cores))
        asked, turns = behind.key_fetches - asked, math.ceil((monotonic() - began) / TURN)
    assert asked > 0, "no stranger made anybody look for keys"
    return [
        Claim(
            name=f"p99 of {VALID}/s, {STRANGERS}/s of random kids vs none",
            unit="ms",
            ours=[each["p99"] for each in flooded],
            rival=[each["p99"] for each in calm],
            goal=2,
        ),
        Claim(name=f"fetches of keys in {TURN} s of that", unit="", ours=[asked / turns], goal=1),
    ]


@asynccontextmanager
async def flood(under: Standing, cores: Cores) -> AsyncIterator[None]:
    """Let strangers ask for as long as the block lasts; all must be refused, and at their pace."""
    with on(cores):
        strangers = await asyncio.create_subprocess_exec(
            *(sys.executable, "-m", "tests.bench.gateway_strangers", str(under.port), str(STRANGERS)),
            stdout=PIPE,
            cwd=ROOT,
            env=clean_environment({}),
        )
    assert strangers.stdout is not None
    assert await strangers.stdout.readline() == b"begins\n"
    try:
        yield
    finally:
        strangers.terminate()
        out, _ = await strangers.communicate()
    rate = json.loads(out)["rate"]
    assert rate >= HELD * STRANGERS, f"only {rate:.0f} strangers a second were refused"
