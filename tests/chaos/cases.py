"""What goes wrong, case by case."""

from collections.abc import Iterator, Mapping
from typing import Final

from attrs import frozen

from tests.chaos.audit import NOTHING, Allowance
from tests.chaos.doors import AWS, ISSUER, POSTGRES, REDIS, SMTP
from tests.chaos.lies import (
    everybody_is_somebody_else,
    keys_are_rubbish,
    leases_end_early,
    messages_come_twice,
    storage_breaks_off,
    storage_is_broken,
)
from tests.chaos.proxy import Fault
from tests.chaos.troubles import (
    Trouble,
    behind,
    disk_full,
    killed,
    lying,
    outside,
    postgres_killed,
    redis_flushed,
    redis_killed,
    worker_killed_again_and_again,
)
from tests.deploy.telling import ALWAYS

DOWN_FOR: Final = 2.0  # seconds until somebody starts what has ended
SILENT_FOR: Final = 12.0  # seconds: longer than anybody looks at a telephone for nothing
SLOW: Final = Fault(delay=0.5, jitter=0.2)
TITLES: Final = {
    POSTGRES: "PostgreSQL",
    REDIS: "Redis",
    AWS: "AWS",
    SMTP: "the mail server",
    ISSUER: "the identity provider",
}
BUSY: Final = Fault(says=b"421 4.3.2 come back later\r\n")
TWICE: Final = Allowance(letters_twice=True)
# Who does not hear of a COMMIT says that there is no plan; the app asks again, and then there are two.
UNHEARD: Final = Allowance(letters_twice=True, plans_twice=True)
NO_WAY_IN: Final = Allowance(nobody_signs_in=True)
MOODS: Final = {
    "down": "refuse",
    "silent": "take questions and never answer",
    "slow": "answer after 3 s",
    "throttled": "say that they are asked too often",
    "malformed": "answer with what is no JSON",
    "wrong_types": "answer with other types than agreed",
}


@frozen(kw_only=True)
class Case:
    """One thing that goes wrong for a while; `what` says it in words, `allowed` what it may cost."""

    name: str
    what: str
    trouble: Trouble
    seconds: float = 8.0
    allowed: Allowance = NOTHING
    small_disk: bool = False


def every_case() -> Mapping[str, Case]:
    """Return all cases by their names, in the order in which they are run."""
    cases = [*_kills(), *_ways(), *_of_postgres(), *_of_redis(), *_of_aws(), *_of_others(), *_outside()]
    return {case.name: case for case in cases}


def _kills() -> Iterator[Case]:
    for name in ALWAYS:
        what = f"{name} is killed, and started again {DOWN_FOR:g} s later"
        allowed = TWICE if name == "notifications" else NOTHING
        yield Case(name=f"kill-{name}", what=what, trouble=killed(name), seconds=DOWN_FOR, allowed=allowed)
    yield Case(
        name="kill-one-of-two-workers",
        what="of two workers one is killed a second after each of its starts",
        trouble=worker_killed_again_and_again,
        seconds=15,
    )
    what = "the worker has no room for films in the making"
    yield Case(name="disk-full", what=what, trouble=disk_full, small_disk=True)


def _ways() -> Iterator[Case]:
    """Every server is away, is silent, and is slow."""
    for name, title in TITLES.items():
        allowed = {SMTP: TWICE, POSTGRES: UNHEARD}.get(name, NOTHING)
        for how, fault, words in (
            ("down", Fault(refuses=True), "cannot be reached"),
            (
                "silent",
                Fault(hangs=True),
                "takes connections and falls silent; what was sent arrives when that is over",
            ),
            ("slow", SLOW, "takes 0.5 ± 0.2 s longer for everything"),
        ):
            yield Case(
                name=f"{name}-{how}",
                what=f"{title} {words}",
                trouble=behind(name, fault),
                seconds=SILENT_FOR if fault.hangs else 8,
                allowed=allowed,
            )


def _of_postgres() -> Iterator[Case]:
    yield Case(
        name="postgres-cut",
        what="one in ten connections to PostgreSQL breaks in the middle of an answer",
        trouble=behind(POSTGRES, Fault(cuts=True, share=0.1)),
        allowed=UNHEARD,
    )
    yield Case(
        name="postgres-commit-unheard",
        what="every third COMMIT reaches PostgreSQL, and nobody hears what became of it",
        trouble=behind(POSTGRES, Fault(cuts_on=b"COMMIT", share=0.33)),
        allowed=UNHEARD,
    )
    yield Case(
        name="postgres-killed",
        what=f"PostgreSQL is killed, and started again {DOWN_FOR:g} s later",
        trouble=postgres_killed,
        seconds=DOWN_FOR,
        allowed=UNHEARD,
    )


def _of_redis() -> Iterator[Case]:
    yield Case(
        name="redis-garbled",
        what="one in three answers of Redis is rubbish",
        trouble=behind(REDIS, Fault(garbles=True, share=0.33)),
    )
    yield Case(
        name="redis-flushed",
        what="Redis forgets everything",
        trouble=redis_flushed,
        allowed=Allowance(signed_out=True),
        seconds=DOWN_FOR,
    )
    yield Case(
        name="redis-killed",
        what=f"Redis is killed, and started again {DOWN_FOR:g} s later",
        trouble=redis_killed,
        seconds=DOWN_FOR,
    )


def _of_aws() -> Iterator[Case]:
    for name, what, lie in (
        ("s3-broken", "S3 answers 500 to everything", storage_is_broken),
        ("s3-breaks-off", "S3 sends half of each file", storage_breaks_off),
        ("sqs-twice", "SQS takes every message twice", messages_come_twice),
        ("sqs-forgets", "SQS hands messages out again after a second and deletes none", leases_end_early),
    ):
        yield Case(name=name, what=what, trouble=lying(AWS, lie))


def _of_others() -> Iterator[Case]:
    yield Case(
        name="smtp-busy", what="the mail server says 421 to everybody", trouble=behind(SMTP, BUSY), allowed=TWICE
    )
    yield Case(
        name="smtp-unheard",
        what="every second letter is taken, and the connection breaks before that is said",
        trouble=behind(SMTP, Fault(cuts_on=b"\r\n.\r\n", share=0.5)),
        allowed=TWICE,
    )
    yield Case(
        name="issuer-forged",
        what="the identity provider names somebody whom its signature does not",
        trouble=lying(ISSUER, everybody_is_somebody_else),
        allowed=NO_WAY_IN,
    )
    yield Case(
        name="issuer-rubbish",
        what="the identity provider's keys and tokens are rubbish",
        trouble=lying(ISSUER, keys_are_rubbish),
        allowed=NO_WAY_IN,
    )


def _outside() -> Iterator[Case]:
    for mode, words in MOODS.items():
        yield Case(
            name=f"outside-{mode.replace('_', '-')}",
            what=f"Kakao, TourAPI, OpenWeatherMap, ExchangeRate-API and Bedrock {words}",
            trouble=outside(mode=mode, seconds=3),
        )
