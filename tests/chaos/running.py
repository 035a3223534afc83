"""One case: people live, something goes wrong, it is mended, and everybody compares notes."""

import asyncio
from collections.abc import Sequence
from time import monotonic
from typing import Any, Final

from aiohttp import ClientSession, ClientTimeout, DummyCookieJar, TCPConnector
from attrs import asdict, frozen

from tests.builders import an_id
from tests.chaos.audit import SETTLED, Has, breaches_of, leftovers_of, letters_repeated, plans_repeated
from tests.chaos.cases import Case
from tests.chaos.finding import films_of, notices_of, what_has
from tests.chaos.ledger import OUTCOMES, Ledger, Person
from tests.chaos.people import Someone
from tests.chaos.phone import Phone
from tests.chaos.stage import Stage

PEOPLE: Final = 4
WELL_FOR: Final = 3.0  # seconds before something goes wrong
UNDER_WAY: Final = 1.0  # seconds after which no sign-in of before is on its way any more
CALM: Final = 5.0  # seconds that it must have been well again
RECOVERS_WITHIN: Final = 60.0
SETTLES_WITHIN: Final = 150.0
PATIENCE: Final = 15.0  # seconds after which an app gives up on an answer


@frozen(kw_only=True)
class Outcome:
    """What came of one case: counts of answers during the fault, seconds, and what was promised and is not so."""

    case: str
    what: str
    seen: dict[str, int]
    recovered: float
    settled: float
    plans: int
    films: int
    edits: int
    notices: int
    plans_twice: int
    letters_twice: int
    breaches: Sequence[str]
    worst: Sequence[str]

    @property
    def document(self) -> dict[str, Any]:
        """It as JSON."""
        return asdict(self)


async def run(case: Case, stage: Stage) -> Outcome:
    """Run a case."""
    async with ClientSession(
        timeout=ClientTimeout(PATIENCE), cookie_jar=DummyCookieJar(), connector=TCPConnector(limit=0)
    ) as session:
        ledger = Ledger()
        phone = Phone(session=session, gateway=stage.system.gateway, ledger=ledger)
        people = [Someone(phone=phone, person=Person(email=f"{an_id()}@example.com")) for _ in range(PEOPLE)]
        await asyncio.gather(*(one.arrive() for one in people))
        ledger.people = [one.person for one in people]
        began, healed = await _live_through(case, stage, people)
        return await _audit(case, stage, people, began=began, healed=healed)


async def _live_through(case: Case, stage: Stage, people: Sequence[Someone]) -> tuple[float, float]:
    """Let people live while it happens; return when it began and when it was mended."""
    ledger = people[0].phone.ledger
    ledger.seen.clear()
    living = [asyncio.create_task(one.live()) for one in people]
    try:
        await asyncio.sleep(WELL_FOR)
        began = monotonic()
        async with case.trouble(stage):
            await asyncio.sleep(case.seconds)
            healed = monotonic()
        await stage.doors.heal()
        await _recovery(ledger, monotonic(), healed)
        for one in people:
            one.over.set()
        _, late = await asyncio.wait(living, timeout=RECOVERS_WITHIN)
        if late:
            people[0].person.astray.append(f"{len(late)} people never finished what they had in hand")
    finally:
        for task in living:
            task.cancel()
        ended = await asyncio.gather(*living, return_exceptions=True)
    for one, how in zip(people, ended, strict=True):
        if isinstance(how, Exception):
            one.person.astray.append(f"an app broke: {how!r} {getattr(how, 'exceptions', '')}")
    return began, healed


async def _recovery(ledger: Ledger, since: float, healed: float) -> None:
    """Wait until all has been well for a while."""
    while monotonic() - since < RECOVERS_WITHIN:
        await asyncio.sleep(0.2)
        if monotonic() - max(since, ledger.recovered_at(healed)) > CALM:
            return


async def _audit(case: Case, stage: Stage, people: Sequence[Someone], *, began: float, healed: float) -> Outcome:
    settled = await _settling(stage, people)
    folder = stage.home / "films"
    folder.mkdir(exist_ok=True)
    ledger = people[0].phone.ledger
    recovered = ledger.recovered_at(healed) - healed
    has = [await what_has(one, stage.behind, folder) for one in people]
    breaches = [
        breach for one, of in zip(people, has, strict=True) for breach in breaches_of(one.person, of, case.allowed)
    ]
    breaches += leftovers_of(await asyncio.to_thread(stage.behind.leftovers))
    if case.allowed.nobody_signs_in and ledger.went_well("sign-in", since=began + UNDER_WAY, until=healed):
        breaches.append("somebody was signed in on the word of a liar")
    if recovered > RECOVERS_WITHIN:
        breaches.append(f"it did not recover within {RECOVERS_WITHIN:g} s")
    counts = ledger.counts(since=began, until=max(healed, healed + recovered))
    return Outcome(
        case=case.name,
        what=case.what,
        seen={name: counts[name] for name in OUTCOMES},
        recovered=recovered,
        settled=settled - healed,
        plans=sum(len(one.person.plans) for one in people),
        films=_films_done(has),
        edits=sum(one.person.edits for one in people),
        notices=sum(len(of.notices) for of in has),
        plans_twice=sum(plans_repeated(one.person, of) for one, of in zip(people, has, strict=True)),
        letters_twice=sum(letters_repeated(of) for of in has),
        breaches=breaches,
        worst=_worst(ledger),
    )


async def _settling(stage: Stage, people: Sequence[Someone]) -> float:
    """Wait until nothing is on its way any more, or for long enough; return when that was."""
    deadline = monotonic() + SETTLES_WITHIN
    while monotonic() < deadline:
        told = all(await asyncio.gather(*map(_is_told_all, people)))
        if told and not leftovers_of(await asyncio.to_thread(stage.behind.leftovers)):
            break
        await asyncio.sleep(0.5)
    return monotonic()


async def _is_told_all(one: Someone) -> bool:
    films, notices = await films_of(one), await notices_of(one)
    return all(film["status"] in SETTLED for film in films.values()) and len(notices) >= len(films)


def _films_done(has: Sequence[Has]) -> int:
    return sum(film["status"] == "COMPLETED" for of in has for film in of.films.values())


def _worst(ledger: Ledger) -> list[str]:
    """Return what was answered when it was not well, each once."""
    told = {f"{one.kind} {one.outcome} {one.detail[:120]}": None for one in ledger.seen if one.outcome != "ok"}
    return list(told)[:30]
