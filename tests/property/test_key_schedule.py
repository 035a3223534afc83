"""Which key signs and which are published, beside a naive ring that forgets nothing and looks at every key."""

from datetime import UTC, datetime, timedelta

import pytest
from attrs import Factory, define
from hypothesis import given
from hypothesis import strategies as st

from core.identity.model.key_schedule import KEPT, SKEW, KeySchedule, ScheduledKey
from core.identity.model.session import ACCESS_LIFE

START = datetime(2026, 12, 4, 9, 30, tzinfo=UTC)
NOTHING, MINUTE, HOUR = timedelta(), timedelta(minutes=1), timedelta(hours=1)
LEADS = st.sampled_from([NOTHING, MINUTE, HOUR, 2 * HOUR]) | st.timedeltas(NOTHING, 3 * HOUR)
FORWARD = st.sampled_from([NOTHING, MINUTE, HOUR, KEPT]) | st.timedeltas(NOTHING, 3 * HOUR)
EITHER_WAY = FORWARD | st.timedeltas(-3 * HOUR, NOTHING)


@define
class NaiveRing:
    """All keys that ever were, the oldest first: when each may sign."""

    signs_from: list[datetime] = Factory(lambda: [START])

    def signing(self, now: datetime) -> int:
        signing = 0
        for number, moment in enumerate(self.signs_from):
            if moment <= now:
                signing = number
        return signing

    def published(self, now: datetime) -> set[int]:
        published = set()
        for number in range(len(self.signs_from)):
            newer = self.signs_from[number + 1 :]
            if not any(moment + KEPT <= now for moment in newer):
                published.add(number)
        return published


def a_schedule() -> KeySchedule:
    return KeySchedule.first("0", now=START)


@given(st.lists(st.tuples(LEADS, FORWARD), max_size=20))
def test_it_is_the_naive_ring_while_the_clock_goes_on(steps: list[tuple[timedelta, timedelta]]) -> None:
    schedule, naive, now = a_schedule(), NaiveRing(), START
    for lead, pause in steps:
        schedule = schedule.rotated(str(len(naive.signs_from)), now=now, lead=lead)
        naive.signs_from.append(now + lead)
        for moment in (now, now + pause / 2, now + pause):
            assert schedule.signing(moment) == str(naive.signing(moment))
            published = schedule.published(moment)
            assert published[0] == schedule.signing(moment)
            assert sorted(published) == sorted(map(str, naive.published(moment)))
        now += pause


@given(st.lists(st.tuples(st.booleans(), LEADS, FORWARD), max_size=25))
def test_whoever_signed_is_published_while_its_tokens_live(steps: list[tuple[bool, timedelta, timedelta]]) -> None:
    schedule, now, made = a_schedule(), START, 1
    signed_at: dict[str, datetime] = {}
    for rotates, lead, pause in steps:
        if rotates:
            schedule = schedule.rotated(str(made), now=now, lead=lead)
            made += 1
        signed_at[schedule.signing(now)] = now
        now += pause
        alive = {kid for kid, moment in signed_at.items() if now < moment + ACCESS_LIFE + SKEW}
        assert alive <= set(schedule.published(now))
        assert all(schedule.is_published(kid, now) for kid in alive)


@given(st.lists(st.tuples(LEADS, EITHER_WAY), max_size=20))
def test_a_clock_that_is_set_back_leaves_a_key_to_sign_with(steps: list[tuple[timedelta, timedelta]]) -> None:
    schedule, now = a_schedule(), START
    for number, (lead, pause) in enumerate(steps, start=1):
        before = schedule.signing(now)
        schedule = schedule.rotated(str(number), now=now, lead=lead)
        assert schedule.signing(now) == (before if lead else str(number))
        now += pause
        published = schedule.published(now)
        assert published[0] == schedule.signing(now)
        assert len(set(published)) == len(published)
        assert all(schedule.is_published(kid, now) for kid in published)
        assert str(number) in published


def test_the_newest_of_two_quick_rotations_wins_and_the_one_between_never_signs() -> None:
    schedule = a_schedule().rotated("slow", now=START, lead=2 * HOUR).rotated("quick", now=START + MINUTE, lead=HOUR)
    signing = {schedule.signing(START + minutes * MINUTE) for minutes in range(300)}
    assert signing == {"0", "quick"}


def test_of_two_keys_that_begin_at_once_the_one_made_last_signs() -> None:
    schedule = a_schedule().rotated("one", now=START, lead=HOUR).rotated("two", now=START, lead=HOUR)
    assert schedule.published(START) == ("0", "two", "one")
    assert schedule.published(START + HOUR) == ("two", "one", "0")


def test_an_old_key_is_published_until_its_last_token_is_dead_and_no_longer() -> None:
    schedule = a_schedule().rotated("new", now=START, lead=HOUR)
    dead = START + HOUR + ACCESS_LIFE + SKEW
    assert schedule.is_published("0", dead - timedelta.resolution)
    assert not schedule.is_published("0", dead)
    assert not schedule.is_published("never", START)


def test_what_is_dead_is_forgotten_at_the_next_rotation() -> None:
    schedule = a_schedule()
    for days in range(1, 50):
        schedule = schedule.rotated(str(days), now=START + timedelta(days=days), lead=HOUR)
        assert [key.kid for key in schedule.keys] == [str(days - 1), str(days)]


@pytest.mark.parametrize("kids", [(), ("a", "a"), ("a", "b", "a")])
def test_a_schedule_has_a_key_and_none_twice(kids: tuple[str, ...]) -> None:
    with pytest.raises(ValueError, match="key"):
        KeySchedule(keys=tuple(ScheduledKey(kid=kid, made_at=START, signs_from=START) for kid in kids))
