"""Whether what people were told is true: the promise is no lost job, plan, notice or edit, and no film twice."""

from collections import Counter
from collections.abc import Iterator, Mapping
from typing import Any

from attrs import field, frozen

from tests.chaos.ledger import Person

SETTLED = {"COMPLETED": "completed", "FAILED": "failed"}


@frozen(kw_only=True)
class Has:
    """What the system has of one person once everything has settled.

    `films` are the documents of jobs by their ids, `broken` those whose file cannot be played, `notices` pairs of a
    kind and a job, `letters` how often each notice was mailed.
    """

    version: int
    name: str
    plans: Mapping[str, Any] = field(factory=dict)
    films: Mapping[str, Any] = field(factory=dict)
    broken: Mapping[str, str] = field(factory=dict)
    notices: Mapping[str, tuple[str, str]] = field(factory=dict)
    letters: Counter[str] = field(factory=Counter)


@frozen(kw_only=True)
class Leftovers:
    """What is still on its way although nothing should be: messages by queue, events by schema."""

    messages: Mapping[str, int] = field(factory=dict)
    events: Mapping[str, int] = field(factory=dict)


@frozen(kw_only=True)
class Allowance:
    """What may happen in a case, with good reason; or must not, for as long as it lasts."""

    films_fail: bool = False
    plans_twice: bool = False
    letters_twice: bool = False
    signed_out: bool = False
    nobody_signs_in: bool = False


NOTHING = Allowance()


def breaches_of(person: Person, has: Has, allowed: Allowance = NOTHING) -> list[str]:
    """Return what was promised to one person and is not so."""
    found = [*person.astray, *_plans(person, has, allowed), *_films(person, has, allowed), *_edits(person, has)]
    found += [*_notices(has), *_letters(has, allowed)]
    if not allowed.signed_out:
        found += [f"signed out without a reason: {why}" for why in person.signed_out]
    return [f"{person.email}: {one}" for one in found]


def leftovers_of(left: Leftovers) -> list[str]:
    """Return what has not been worked off."""
    messages = [f"{count} messages are left in {name}" for name, count in left.messages.items() if count]
    return messages + [
        f"{count} events are left in the outbox of {name}" for name, count in left.events.items() if count
    ]


def letters_repeated(has: Has) -> int:
    """Count the letters that came once too often."""
    return sum(count - 1 for count in has.letters.values())


def plans_repeated(person: Person, has: Has) -> int:
    """Count the plans that nobody wished for once more."""
    return max(0, len(has.plans) - len(person.plans_asked))


def _plans(person: Person, has: Has, allowed: Allowance) -> Iterator[str]:
    for plan in person.plans.values():
        kept = has.plans.get(plan["id"])
        if kept is None:
            yield f"plan {plan['id']} was shown and is lost"
        elif kept != plan:
            yield f"plan {plan['id']} is not as it was shown: {_differing(plan, kept)}"
    if plans_repeated(person, has) and not allowed.plans_twice:
        yield f"{len(has.plans)} plans came of {len(person.plans_asked)} wishes"


def _films(person: Person, has: Has, allowed: Allowance) -> Iterator[str]:
    for key, jobs in person.films.items():
        if len(jobs) > 1:
            yield f"the key {key} led to {len(jobs)} films"
        yield from (f"film {job_id} was accepted and is lost" for job_id in jobs - set(has.films))
    if len(has.films) > len(person.films_asked):
        yield f"{len(has.films)} films came of {len(person.films_asked)} orders"
    for job_id, film in has.films.items():
        if film["status"] not in SETTLED:
            yield f"film {job_id} is still {film['status']}: {film['progress']}"
        elif film["status"] == "FAILED" and not allowed.films_fail:
            yield f"film {job_id} failed for no reason of its own: {film['error']}"
        if film["status"] == "FAILED" and not film["error"]:
            yield f"film {job_id} failed and does not say why"
    yield from (f"film {job_id} cannot be played: {why}" for job_id, why in has.broken.items())


def _edits(person: Person, has: Has) -> Iterator[str]:
    fewest = person.first_version + person.edits
    most = fewest + len(person.names_unknown)
    if not fewest <= has.version <= most:
        yield f"after {person.edits} edits the profile has version {has.version}, not one from {fewest} to {most}"
    if has.name != person.name and has.name not in person.names_unknown:
        yield f"the name is {has.name!r}, and not {person.name!r} as it was changed to"


def _notices(has: Has) -> Iterator[str]:
    told = Counter(has.notices.values())
    for job_id, film in has.films.items():
        if film["status"] in SETTLED:
            wanted = (f"film-{SETTLED[film['status']]}", job_id)
            if (count := told.pop(wanted, 0)) != 1:
                yield f"{count} notices tell of film {job_id}, which is {film['status']}"
    yield from (f"a notice tells what is not so: {kind} of {job_id}" for kind, job_id in told)


def _letters(has: Has, allowed: Allowance) -> Iterator[str]:
    yield from (f"nobody mailed notice {one}" for one in has.notices if not has.letters[one])
    if not allowed.letters_twice:
        yield from (f"notice {one} was mailed {count} times" for one, count in has.letters.items() if count > 1)


def _differing(one: Mapping[str, Any], other: Mapping[str, Any]) -> str:
    return ", ".join(
        f"{name}: {one.get(name)!r:.80} / {other.get(name)!r:.80}" for name in one if one.get(name) != other.get(name)
    )
