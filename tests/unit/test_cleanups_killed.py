"""A cleanup that comes to its end at any moment leaves what the next one carries on, until all is as it should be.

The same is done to a process with -9, over a database and files, in tests/integration/test_cleanup_kills.py.
"""

from collections import Counter
from contextlib import suppress

from attrs import evolve

from tests.attic import Attic, Left, an_attic, filled
from tests.jobs import SECOND
from tests.mortal import Killed, Life, Mortal

MORTAL = ("works", "store", "turns")


async def lived(attic: Attic, life: Life) -> None:
    """Clean up as long as it lasts."""
    ports = {name: Mortal(getattr(attic, name), name, life) for name in MORTAL}
    with suppress(Killed, BaseExceptionGroup):
        await attic.clean_up(**ports)(told=lambda _: None)


async def carried_on(life: Life) -> tuple[Left, Left, bool]:
    """Return what is to be left, what is left after another cleanup, and whether that found nothing wrong."""
    async with an_attic() as attic:
        expected = await filled(attic)
        await lived(attic, life)
        attic.clock.move(SECOND)
        _, run = await attic.cleaned_up()
        return expected, await attic.left(), run.succeeded and (await attic.preview()()).removals == ()


async def test_killed_at_any_moment_it_leaves_no_orphan_once_another_one_has_come() -> None:
    undisturbed = Life()
    expected, left, well = await carried_on(undisturbed)
    assert (left, well) == (expected, True)
    counted = Counter(moment.split(".")[0] for moment in undisturbed.moments)
    assert min(counted[f"before {port}"] for port in MORTAL) > 3
    for length in range(1, len(undisturbed.moments) + 1):
        expected, left, well = await carried_on(Life(length))
        assert (left, well) == (expected, True), undisturbed.moments[length - 1]


async def test_killed_again_and_again_it_comes_to_its_end() -> None:
    async with an_attic() as attic:
        expected = await filled(attic)
        for length in range(3, 400, 7):
            await lived(attic, Life(length))
            attic.clock.move(SECOND / 1000)
        assert await attic.left() == expected


async def test_what_a_killed_one_has_marked_nobody_sees_any_more() -> None:
    async with an_attic() as attic:
        job = await attic.completed(left=-SECOND)
        life = Life()
        await lived(attic, life)
        marked = life.moments.index("before store.delete_prefix")
    async with an_attic() as attic:
        job = await attic.completed(left=-SECOND)
        await lived(attic, Life(marked + 1))
        assert (await attic.left()).jobs == [evolve(job, removed_at=attic.clock.now())]
        async with attic.works.begin() as work:
            assert await work.jobs.get(job.job_id, owner=job.owner) is None
