"""How the SQS queue counts its leases."""

from datetime import timedelta

import pytest

from adapters.aws.leases import LONGEST, MARGIN, Leases
from ports.job_queue import LeaseLost

HOUR = 3600


@pytest.fixture
def leases() -> Leases:
    leases = Leases()
    leases.begin("receipt", seconds=60, now=1000.0)
    return leases


def test_a_lease_ends_a_little_before_the_service_says_so(leases: Leases) -> None:
    assert leases.alive("receipt", now=1060 - MARGIN - 0.001)
    assert not leases.alive("receipt", now=1060 - MARGIN)


def test_an_extension_counts_from_now(leases: Leases) -> None:
    assert leases.extension("receipt", timedelta(seconds=90), now=1030.0) == 90
    leases.renew("receipt", seconds=90, now=1030.0)
    assert leases.alive("receipt", now=1119.0)
    assert not leases.alive("receipt", now=1121.0)


def test_parts_of_a_second_are_rounded_up(leases: Leases) -> None:
    assert leases.extension("receipt", timedelta(seconds=1.2), now=1030.0) == 2


def test_what_was_never_received_is_lost(leases: Leases) -> None:
    with pytest.raises(LeaseLost):
        leases.extension("another receipt", timedelta(seconds=60), now=1000.0)


def test_what_is_over_or_was_ended_is_lost(leases: Leases) -> None:
    with pytest.raises(LeaseLost):
        leases.extension("receipt", timedelta(seconds=60), now=1061.0)
    leases.end("receipt")
    leases.end("receipt")
    leases.renew("receipt", seconds=60, now=1001.0)
    with pytest.raises(LeaseLost):
        leases.extension("receipt", timedelta(seconds=60), now=1001.0)


def test_all_extensions_together_last_twelve_hours_at_most() -> None:
    leases = Leases()
    leases.begin("receipt", seconds=11 * HOUR, now=0.0)
    asked = leases.extension("receipt", timedelta(hours=5), now=10.0 * HOUR)
    assert asked <= 2 * HOUR
    assert asked >= 2 * HOUR - 1
    leases.renew("receipt", seconds=asked, now=10.0 * HOUR)
    with pytest.raises(LeaseLost):
        leases.extension("receipt", timedelta(hours=1), now=LONGEST - 0.5)


def test_leases_that_are_over_take_no_memory(leases: Leases) -> None:
    leases.begin("later", seconds=120, now=1000.0)
    leases.forget_past(1061.0)
    assert not leases.alive("receipt", now=1001.0)
    assert leases.alive("later", now=1061.0)
