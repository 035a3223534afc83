"""What every password hasher promises."""

import asyncio
import re
import unicodedata
from time import perf_counter

import pytest

from core.errors import TooMany
from ports.password_hasher import PasswordHasher
from tests.conftest import OpenAdapter
from tests.contract.enrolled import enrolled

FLOOD = 500
PASSWORD = "a river under old stones"
# Pairs that a hasher which cuts, stops at a NUL or counts bytes would take for one.
TWINS = {
    "after 72 bytes": ("x" * 72, "x" * 73),
    "at the 73rd byte": ("x" * 72 + "a", "x" * 72 + "b"),
    "at the 128th character": ("x" * 127 + "a", "x" * 127 + "b"),
    "after 72 bytes in Korean": ("강" * 24 + "가", "강" * 24 + "나"),
    "after a NUL": ("river\x00under", "river\x00over"),
    "a NUL": ("river", "river\x00"),
    "a space at the end": ("river", "river "),
    "case": ("river", "River"),
    "half a character": ("river\ud800", "river\ud801"),
}


@pytest.fixture(params=enrolled("password_hasher"))
async def hasher(request: pytest.FixtureRequest, open_adapter: OpenAdapter) -> PasswordHasher:
    opened: PasswordHasher = await open_adapter(request.param)
    return opened


async def test_the_right_password_is_right_and_another_is_wrong(hasher: PasswordHasher) -> None:
    kept = await hasher.hash(PASSWORD)
    assert await hasher.verify(kept, PASSWORD)
    assert not await hasher.verify(kept, PASSWORD + "!")
    assert not await hasher.verify(kept, "")


async def test_pw_1_a_hash_is_a_phc_string_at_the_owasp_floor_or_above(hasher: PasswordHasher) -> None:
    found = re.fullmatch(
        r"\$argon2id\$v=19\$m=(\d+),t=(\d+),p=1\$([A-Za-z0-9+/]{22})\$[A-Za-z0-9+/]{43}", await hasher.hash(PASSWORD)
    )
    assert found
    assert (int(found[1]), int(found[2])) >= (19_456, 2)


async def test_pw_1_the_same_password_twice_gives_two_hashes(hasher: PasswordHasher) -> None:
    one, other = await asyncio.gather(hasher.hash(PASSWORD), hasher.hash(PASSWORD))
    assert one.split("$")[-2:] != other.split("$")[-2:]
    assert await hasher.verify(one, PASSWORD)
    assert await hasher.verify(other, PASSWORD)


@pytest.mark.parametrize("twins", TWINS.values(), ids=TWINS.keys())
async def test_pw_2_all_of_the_password_counts(hasher: PasswordHasher, twins: tuple[str, str]) -> None:
    one, other = twins
    kept = await hasher.hash(one)
    assert await hasher.verify(kept, one)
    assert not await hasher.verify(kept, other)


@pytest.mark.parametrize("password", ["강물과 오래된 돌", "café ＡＢＣ ½"])
async def test_pw_2_it_makes_no_difference_on_which_keyboard_it_was_typed(
    hasher: PasswordHasher, password: str
) -> None:
    kept = await hasher.hash(unicodedata.normalize("NFD", password))
    for form in ("NFC", "NFD", "NFKC", "NFKD"):
        assert await hasher.verify(kept, unicodedata.normalize(form, password))


async def test_for_an_account_that_there_is_not_every_password_is_wrong(hasher: PasswordHasher) -> None:
    assert not await hasher.verify(None, PASSWORD)
    assert not await hasher.verify(None, "")


async def test_who_has_no_password_and_whose_hash_is_none_takes_as_long_as_a_wrong_one(hasher: PasswordHasher) -> None:
    kept = await hasher.hash(PASSWORD)
    took = {one: min([await seconds_of(hasher, one) for _ in range(7)]) for one in (kept, None, "", "no hash")}
    assert max(took.values()) < 2 * min(took.values())


async def seconds_of(hasher: PasswordHasher, password_hash: str | None) -> float:
    started = perf_counter()
    assert not await hasher.verify(password_hash, "wrong")
    return perf_counter() - started


async def test_with_too_many_waiting_more_are_refused_at_once_and_those_that_wait_are_served(
    hasher: PasswordHasher,
) -> None:
    kept = await hasher.hash(PASSWORD)
    flood = [asyncio.create_task(hasher.verify(kept, PASSWORD)) for _ in range(FLOOD)]
    done, waiting = await asyncio.wait(flood, return_when=asyncio.FIRST_EXCEPTION)
    assert waiting
    assert {type(task.exception()) for task in done} <= {TooMany, type(None)}
    answers = await asyncio.gather(*flood, return_exceptions=True)
    refused = [answer for answer in answers if isinstance(answer, TooMany)]
    assert 0 < len(refused) < FLOOD
    assert all(one.retry_after > 0 for one in refused)
    assert all(answer is True or isinstance(answer, TooMany) for answer in answers)
    assert await hasher.verify(kept, PASSWORD)


@pytest.mark.parametrize(
    "none",
    [
        *("", "x", "$argon2id$", "비밀", "\x00", "$2b$12$abcdefghijklmnopqrstuuu", "a" * 10_000),
        "$argon2id$v=19$m=19456,t=2,p=1$!!$!!",
        "$argon2id$v=19$m=99999999999,t=2,p=1$c29tZXNhbHRzb21lc2FsdA$c29tZXNhbHRzb21lc2FsdA",
    ],
)
async def test_a_hash_that_is_none_is_false_and_outdated(hasher: PasswordHasher, none: str) -> None:
    assert not await hasher.verify(none, PASSWORD)
    assert hasher.is_outdated(none)


@pytest.mark.parametrize(
    "made_elsewhere",
    [
        "$argon2id$v=19$m=64,t=1,p=1$c29tZXNhbHRzb21lc2FsdA$5cvsWYnjBbDqNCD8j/65fqP8p4iGc8ycUtqD/iK4McI",
        "$argon2i$v=19$m=19456,t=2,p=1$c29tZXNhbHRzb21lc2FsdA$8jdSHlpRa/MI5KYIIDPiARiSd8HQ2sZjuv+baQW/wXY",
    ],
)
async def test_a_hash_may_be_made_with_whatever_parameters(hasher: PasswordHasher, made_elsewhere: str) -> None:
    assert await hasher.verify(made_elsewhere, PASSWORD)
    assert not await hasher.verify(made_elsewhere, PASSWORD + "!")
    assert hasher.is_outdated(made_elsewhere)


async def test_pw_1_a_hash_of_its_own_is_not_outdated(hasher: PasswordHasher) -> None:
    assert not hasher.is_outdated(await hasher.hash(PASSWORD))
