"""What every source of randomness promises."""

import pytest

from composition.catalogue import Entry
from ports.randomness import Randomness
from tests.conftest import OpenAdapter
from tests.contract.enrolled import enrolled

DRAWS = 20_000


@pytest.fixture(params=enrolled("randomness"))
async def randomness(request: pytest.FixtureRequest, open_adapter: OpenAdapter) -> Randomness:
    opened: Randomness = await open_adapter(request.param)
    return opened


@pytest.mark.parametrize("count", [0, 1, 16, 32, 1000])
def test_as_many_bytes_are_drawn_as_were_asked_for(randomness: Randomness, count: int) -> None:
    assert len(randomness.draw(count)) == count


@pytest.mark.parametrize("entry", enrolled("randomness"))
async def test_nothing_that_was_drawn_comes_again_in_whichever_process(entry: Entry, open_adapter: OpenAdapter) -> None:
    one, other = await open_adapter(entry), await open_adapter(entry)
    drawn = [source.draw(16) for _ in range(DRAWS) for source in (one, other)]
    assert len(set(drawn)) == len(drawn)


def test_no_bit_is_easier_to_guess_than_another(randomness: Randomness) -> None:
    drawn = [int.from_bytes(randomness.draw(4)) for _ in range(DRAWS)]
    ones = [sum(number >> bit & 1 for number in drawn) for bit in range(32)]
    # Eight standard deviations: a fair bit is off by so much once in 10^15 runs.
    assert all(abs(count - DRAWS / 2) < 8 * (DRAWS / 4) ** 0.5 for count in ones)
