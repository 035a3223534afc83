"""The audit after chaos finds what was promised and is not so, and nothing else."""

from collections import Counter
from typing import Any

import pytest
from attrs import evolve

from tests.chaos.audit import NOTHING, Allowance, Has, Leftovers, breaches_of, leftovers_of
from tests.chaos.ledger import Ledger, Person, Seen, outcome_of

PLAN = {"id": "p1", "title": "Sea"}
FILM: dict[str, Any] = {"job_id": "f1", "status": "COMPLETED", "error": None, "progress": {}}
FAILED = {**FILM, "status": "FAILED", "error": {"code": "unavailable", "detail": "storage did not answer"}}
TOLD = {"n1": ("film-completed", "f1")}
HAS = Has(version=3, name="B", plans={"p1": PLAN}, films={"f1": FILM}, notices=TOLD, letters=Counter(n1=1))


def a_person(**otherwise: Any) -> Person:
    """Somebody who was shown a plan, had a film accepted, and changed their name twice."""
    person = Person(email="mina", name="B", edits=2, plans_asked={"a"}, films_asked={"b"}, **otherwise)
    person.told_plan("a", PLAN)
    person.films["b"].add("f1")
    return person


def only(person: Person, has: Has, allowed: Allowance = NOTHING) -> str:
    """Return the one thing that is wrong."""
    (breach,) = breaches_of(person, has, allowed)
    return breach


def test_who_has_what_they_were_told_has_nothing_to_complain_of() -> None:
    assert breaches_of(a_person(), HAS) == []


@pytest.mark.parametrize(
    ("changed", "said"),
    [
        ({"plans": {}}, "plan p1 was shown and is lost"),
        ({"plans": {"p1": {**PLAN, "title": "Hills"}}}, "is not as it was shown: title"),
        ({"plans": {"p1": PLAN, "p2": PLAN}}, "2 plans came of 1 wishes"),
        ({"broken": {"f1": "1 frames of 2"}}, "film f1 cannot be played"),
        ({"version": 2}, "version 2, not one from 3 to 3"),
        ({"version": 4}, "version 4"),
        ({"name": "A"}, "the name is 'A'"),
        ({"notices": {}, "letters": Counter()}, "0 notices tell of film f1"),
        ({"letters": Counter()}, "nobody mailed notice n1"),
        ({"letters": Counter(n1=2)}, "mailed 2 times"),
        ({"notices": {**TOLD, "n2": ("film-completed", "f1")}, "letters": Counter(n1=1, n2=1)}, "2 notices tell"),
        ({"notices": {**TOLD, "n2": ("film-failed", "f1")}, "letters": Counter(n1=1, n2=1)}, "what is not so"),
    ],
)
def test_whatever_is_not_as_it_was_told_is_found(changed: dict[str, Any], said: str) -> None:
    assert said in only(a_person(), evolve(HAS, **changed))


def test_a_film_that_is_lost_is_found() -> None:
    found = breaches_of(a_person(), evolve(HAS, films={}, notices={}, letters=Counter()))
    assert found == ["mina: film f1 was accepted and is lost"]


def test_a_film_that_never_ends_is_found() -> None:
    working = {**FILM, "status": "PROCESSING"}
    has = evolve(HAS, films={"f1": working}, notices={}, letters=Counter())
    assert "is still PROCESSING" in only(a_person(), has)


def test_a_film_may_fail_where_the_case_says_so_and_then_says_why() -> None:
    has = evolve(HAS, films={"f1": FAILED}, notices={"n1": ("film-failed", "f1")})
    assert "for no reason of its own" in only(a_person(), has)
    assert breaches_of(a_person(), has, Allowance(films_fail=True)) == []
    silent = evolve(has, films={"f1": {**FAILED, "error": None}})
    assert "does not say why" in only(a_person(), silent, Allowance(films_fail=True))


def test_two_films_or_two_plans_of_one_key_are_found() -> None:
    person = a_person()
    person.films["b"].add("f2")
    person.told_plan("a", {**PLAN, "id": "p2"})
    found = breaches_of(person, HAS)
    assert found[0] == "mina: one key led to two plans: p1 and p2"
    assert "mina: the key b led to 2 films" in found


def test_an_edit_of_which_nobody_knows_may_be_there_or_not() -> None:
    person = a_person(names_unknown={"C"})
    for has in (HAS, evolve(HAS, version=4, name="C")):
        assert breaches_of(person, has) == []
    assert breaches_of(person, evolve(HAS, version=5, name="C"))


def test_who_was_signed_out_complains_unless_there_was_a_reason() -> None:
    person = a_person(signed_out=["401"])
    assert "signed out" in only(person, HAS)
    assert breaches_of(person, HAS, Allowance(signed_out=True)) == []


def test_letters_may_come_twice_only_where_the_case_says_so() -> None:
    assert breaches_of(a_person(), evolve(HAS, letters=Counter(n1=2)), Allowance(letters_twice=True)) == []


def test_what_is_left_in_queues_and_outboxes_is_found() -> None:
    left = Leftovers(messages={"orders": 0, "orders-dead": 2}, events={"video_service": 1, "plan_service": 0})
    assert leftovers_of(left) == [
        "2 messages are left in orders-dead",
        "1 events are left in the outbox of video_service",
    ]


@pytest.mark.parametrize(
    ("status", "retry_after", "seconds", "outcome"),
    [
        (200, False, 1.0, "ok"),
        (412, False, 1.0, "ok"),
        (200, False, 11.0, "slow"),
        (0, False, 15.0, "slow"),
        (0, False, 1.0, "cut"),
        (503, True, 1.0, "later"),
        (503, False, 1.0, "broken"),
        (429, True, 1.0, "later"),
        (429, False, 1.0, "refused"),
        (409, False, 1.0, "later"),
        (500, True, 1.0, "broken"),
        (404, False, 1.0, "refused"),
    ],
)
def test_answers_are_what_they_are_to_somebody_with_a_telephone(
    *, status: int, retry_after: bool, seconds: float, outcome: str
) -> None:
    assert outcome_of(status, retry_after=retry_after, seconds=seconds) == outcome


def test_it_has_recovered_when_the_last_kind_of_request_goes_well_for_good() -> None:
    def seen(kind: str, outcome: Any, at: float) -> Seen:
        return Seen(kind=kind, outcome=outcome, at=at, seconds=0)

    ledger = Ledger(seen=[seen("read", "cut", 9), seen("read", "ok", 11), seen("edit", "ok", 10.5)])
    assert ledger.recovered_at(10.0) == 10.0
    ledger.seen += [seen("edit", "later", 12), seen("plan", "broken", 13), seen("edit", "ok", 14)]
    assert ledger.recovered_at(10.0) == float("inf")
    ledger.seen.append(seen("plan", "ok", 15))
    assert ledger.recovered_at(10.0) == 15
    assert ledger.counts(since=10.0, until=14.0) == {"ok": 2, "later": 1, "broken": 1}
