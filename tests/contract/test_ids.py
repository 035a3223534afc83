"""What every source of ids promises."""

import asyncio
import re
import time
from uuid import RFC_4122, UUID

import pytest

from ports.ids import Ids
from tests.conftest import OpenAdapter
from tests.contract.enrolled import enrolled

USUAL_FORM = re.compile(r"[0-9a-f]{8}-[0-9a-f]{4}-7[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}")


@pytest.fixture(params=enrolled("ids"))
async def ids(request: pytest.FixtureRequest, open_adapter: OpenAdapter) -> Ids:
    opened: Ids = await open_adapter(request.param)
    return opened


async def test_an_id_is_a_uuid_of_version_7_in_its_usual_form(ids: Ids) -> None:
    for _ in range(1000):
        made = ids.new()
        assert USUAL_FORM.fullmatch(made)
        assert (UUID(made).version, UUID(made).variant) == (7, RFC_4122)


@pytest.mark.parametrize("entry", enrolled("ids"))
async def test_no_two_ids_are_equal_whoever_made_them(entry: object, open_adapter: OpenAdapter) -> None:
    one, other = await open_adapter(entry), await open_adapter(entry)
    made = [source.new() for _ in range(20_000) for source in (one, other)]
    assert len(set(made)) == len(made)


async def test_ids_sort_in_the_order_in_which_they_were_made(ids: Ids) -> None:
    made = [ids.new() for _ in range(50_000)]
    assert made == sorted(made)


async def test_ids_made_in_threads_are_different_and_in_order_in_each(ids: Ids) -> None:
    def make() -> list[str]:
        return [ids.new() for _ in range(5_000)]

    made = await asyncio.gather(*(asyncio.to_thread(make) for _ in range(8)))
    assert all(batch == sorted(batch) for batch in made)
    assert len({one for batch in made for one in batch}) == 40_000


async def test_the_time_in_an_id_is_the_clocks_to_the_millisecond(ids: Ids) -> None:
    before = time.time_ns() // 1_000_000
    told = UUID(ids.new()).int >> 80
    after = time.time_ns() // 1_000_000
    assert before <= told <= after
