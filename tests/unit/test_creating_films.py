"""Ordering films: what becomes an order, and what is refused."""

import asyncio
from datetime import timedelta
from typing import Any

import pytest

from core.errors import Unavailable
from core.identity.model.user import UserId
from core.video.model import ordering
from core.video.model.errors import BadOrder, KeyOfAnotherOrder, OrdererGone, TemplateNotFound, TooManyWaiting
from core.video.model.events import FilmOrdered
from core.video.model.job import Job, Progress
from core.video.model.kinds import film_order
from core.video.model.order import FilmOrder, Wishes
from core.video.model.photo import StoredFile
from core.video.use_cases.steps import take_order
from core.video.use_cases.steps.look_at_uploads import AT_ONCE
from tests.builders import an_id
from tests.film_desk import JPEG, NOW, Desk, a_desk

SONG = "audio/mpeg"
NOT_YOURS = "is no upload of yours"


@pytest.fixture
async def desk() -> Desk:
    return await a_desk()


async def faults(desk: Desk, **wanted: Any) -> dict[str, str]:
    with pytest.raises(BadOrder) as refused:
        await desk.ordered(**wanted)
    return {fault.pointer: fault.detail for fault in refused.value.faults}


async def stored(desk: Desk, key: str) -> StoredFile:
    blob = await desk.store.head(key)
    return StoredFile(key=key, etag=blob.etag, size=blob.size, content_type=blob.content_type)


async def test_an_order_becomes_a_job_that_waits_and_is_told_of_once(desk: Desk) -> None:
    photos, (song,) = await desk.uploaded("one", "two", "three"), await desk.uploaded("la la", content_type=SONG)
    wishes = Wishes(title="부산의 사흘", captions=("첫날",), aspect="1:1", seconds_per_photo=2.5)
    key = an_id()
    job = await desk.ordered(key, photos=photos, music=song, wishes=wishes)
    assert job == Job(
        job_id=job.job_id,
        owner=desk.mina,
        order=FilmOrder(
            template="plain",
            photos=tuple([await stored(desk, photo) for photo in photos]),
            music=await stored(desk, song),
            wishes=wishes,
        ),
        key=key,
        created_at=NOW,
        updated_at=NOW,
        expires_at=NOW + timedelta(days=30),
    )
    assert (job.status, job.progress) == ("PENDING", Progress())
    assert await desk.all() == [job]
    assert await desk.told() == [(FilmOrdered.name, desk.mina)]


async def test_photos_can_be_named_by_signed_urls(desk: Desk) -> None:
    photos = await desk.uploaded("one", "two")
    urls = (await desk.url_of(photos[0]), (await desk.url_of(photos[1])).partition("?")[0])
    job = await desk.ordered(photo_urls=urls)
    assert tuple(photo.key for photo in film_order(job).photos) == photos


async def test_the_same_order_again_is_the_same_job_and_told_of_once(desk: Desk) -> None:
    photos, key = await desk.uploaded("one", "two"), an_id()
    job = await desk.ordered(key, photos=photos)
    assert await desk.ordered(key, photos=photos) == job
    assert await desk.ordered(key, photo_urls=tuple([await desk.url_of(photo) for photo in photos])) == job
    assert await desk.told() == [(FilmOrdered.name, desk.mina)]


async def test_the_same_order_is_answered_when_its_files_are_gone_and_it_is_done(desk: Desk) -> None:
    photos, key = await desk.uploaded("one", "two"), an_id()
    done = await desk.completed(await desk.ordered(key, photos=photos))
    await desk.store.delete(photos)
    assert await desk.ordered(key, photos=photos) == done


async def test_two_hundred_at_once_with_one_key_get_one_job(desk: Desk) -> None:
    photos, key = await desk.uploaded("one"), an_id()
    jobs = await asyncio.gather(*(desk.ordered(key, photos=photos) for _ in range(200)))
    assert jobs == [jobs[0]] * 200
    assert await desk.all() == [jobs[0]]
    assert await desk.told() == [(FilmOrdered.name, desk.mina)]


async def test_another_order_under_the_same_key_is_refused(desk: Desk) -> None:
    (one, two, three), (song,) = await desk.uploaded("1", "2", "3"), await desk.uploaded("la", content_type=SONG)
    key, plain = an_id(), {"photos": (one, two), "music": song}
    job = await desk.ordered(key, **plain)
    others: list[dict[str, Any]] = [
        {"photos": (two, one)}, {"photos": (one, three)}, {"photos": (one,)}, {"photos": (one, two, two)},
        {"music": None}, {"template": "on-beats"}, {"wishes": Wishes(title="Busan")},
        {"wishes": Wishes(seconds_per_photo=4)}, {"wishes": Wishes(captions=("",))}, {"template": "nonsense"},
    ]  # fmt: skip
    for other in others:
        with pytest.raises(KeyOfAnotherOrder):
            await desk.ordered(key, **{**plain, **other})
    assert await desk.all() == [job]


async def test_of_two_different_orders_at_once_under_one_key_one_is_refused(desk: Desk) -> None:
    key, (one, two) = an_id(), await desk.uploaded("1", "2")
    orders = (desk.ordered(key, photos=(photo,)) for photo in (one, two))
    answers = await asyncio.gather(*orders, return_exceptions=True)
    assert [type(answer) for answer in answers] == [Job, KeyOfAnotherOrder]


async def test_a_key_is_its_owners_own(desk: Desk) -> None:
    key = an_id()
    job = await desk.ordered(key)
    desk.mina = UserId(an_id())
    assert await desk.ordered(key) != job


async def test_what_is_not_there_or_anothers_is_refused_alike(desk: Desk) -> None:
    (mine,) = await desk.uploaded("mine")
    (hers,) = await desk.uploaded("hers", owner=UserId(an_id()))
    nowhere = mine.replace(".jpg", "0.jpg")
    assert await faults(desk, photos=(mine, nowhere)) == {"/photos/1": NOT_YOURS}
    assert await faults(desk, photos=(mine, hers, mine, f"{hers}0")) == {"/photos/1": NOT_YOURS, "/photos/3": NOT_YOURS}
    assert await faults(desk, photos=(mine,), music=hers) == {"/music": NOT_YOURS}
    assert await faults(desk, photos=(mine,), music=nowhere) == {"/music": NOT_YOURS}
    urls = [await desk.url_of(key) for key in (mine, hers, nowhere)]
    assert await faults(desk, photo_urls=(urls[0], urls[1])) == {"/photo_urls/1": NOT_YOURS}
    assert await faults(desk, photo_urls=(urls[0], urls[2])) == {"/photo_urls/1": NOT_YOURS}
    assert hers not in desk.store.heads
    assert (await desk.all(), await desk.told()) == ([], [])


@pytest.mark.parametrize(
    "url",
    [
        "http://169.254.169.254/latest/meta-data",
        "file:///etc/passwd",
        "https://evil.example/blobs/uploads/a.jpg",
        "",
        "x",
    ],
)
async def test_a_url_that_leads_elsewhere_is_refused_and_not_followed(desk: Desk, url: str) -> None:
    assert await faults(desk, photo_urls=(url,)) == {"/photo_urls/0": NOT_YOURS}
    assert desk.store.heads == []


async def test_what_is_no_photo_and_what_is_no_music_is_refused(desk: Desk) -> None:
    (photo,), (song,) = await desk.uploaded("photo"), await desk.uploaded("la la", content_type=SONG)
    assert await faults(desk, photos=(photo, song), music=photo) == {
        "/photos/1": "is no photo: its type is audio/mpeg",
        "/music": "is no music: its type is image/jpeg",
    }


async def test_photos_are_named_in_one_way(desk: Desk) -> None:
    (photo,) = await desk.uploaded("photo")
    assert list(await faults(desk, photos=(photo,), photo_urls=(await desk.url_of(photo),))) == ["/photo_urls"]
    assert list(await faults(desk, photos=())) == ["/photos"]


async def test_what_the_template_does_not_take_is_refused_before_anything_is_looked_at(desk: Desk) -> None:
    assert list(await faults(desk, template="on-beats")) == ["/music"]
    assert list(await faults(desk, wishes=Wishes(aspect="16:9"))) == ["/aspect"]
    with pytest.raises(TemplateNotFound):
        await desk.ordered(template="nonsense")
    assert desk.store.heads == []


async def test_each_file_is_looked_at_once_and_a_few_at_a_time(desk: Desk) -> None:
    photos = await desk.uploaded(*map(str, range(40)))
    job = await desk.ordered(photos=(*photos, *photos))
    assert sorted(desk.store.heads) == sorted(photos)
    assert desk.store.most_at_once == AT_ONCE
    assert tuple(photo.key for photo in film_order(job).photos) == (*photos, *photos)


async def test_a_store_that_does_not_answer_is_told_as_such(desk: Desk) -> None:
    photos = await desk.uploaded("one", "two")
    desk.store.fails = Unavailable(what="the blob storage")
    with pytest.raises(Unavailable):
        await desk.ordered(photos=photos)
    assert await desk.all() == []


async def test_nobody_has_more_than_so_many_films_waiting(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(take_order, "MOST_WAITING", 2)
    photos, key = await desk.uploaded("one"), an_id()
    first, _ = await desk.ordered(key, photos=photos), await desk.ordered(photos=photos)
    with pytest.raises(TooManyWaiting):
        await desk.ordered(photos=photos)
    assert await desk.ordered(key, photos=photos) == first
    assert (len(await desk.all()), len(await desk.told())) == (2, 2)
    await desk.completed(first)
    await desk.ordered(photos=photos)


async def test_nothing_is_ordered_for_a_deleted_account(desk: Desk) -> None:
    async with desk.works.begin() as work:
        await work.jobs.forget(owner=desk.mina)
    with pytest.raises(OrdererGone):
        await desk.ordered()
    assert await desk.told() == []


async def test_what_was_sent_is_pinned_as_it_is_at_this_moment(desk: Desk) -> None:
    (photo,) = await desk.uploaded("first")
    one = await desk.ordered(photos=(photo,))
    await desk.store.delete([photo])
    desk.store.keep(photo, b"second", content_type=JPEG)
    two = await desk.ordered(photos=(photo,))
    (before,), (after,) = film_order(one).photos, film_order(two).photos
    assert before.etag != after.etag
    assert (before.size, after.size) == (5, 6)


async def test_files_that_are_too_much_together_are_refused(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(ordering, "MOST_BYTES", 5)
    photos = await desk.uploaded("one", "two")
    await desk.ordered(photos=photos[:1] * 3)
    with pytest.raises(BadOrder) as refused:
        await desk.ordered(photos=photos)
    assert [fault.pointer for fault in refused.value.faults] == ["/photos"]
