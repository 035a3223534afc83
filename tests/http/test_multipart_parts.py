"""Cutting a multipart body into its parts, however it arrives."""

from collections.abc import AsyncIterator, Iterator
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from entrypoints.http.multipart.heads import PartHead, boundary_of, head_of
from entrypoints.http.multipart.parts_reader import LONGEST_HEAD, PartsReader
from entrypoints.http.multipart.refusals import BadMultipart
from tests.http.forms import BOUNDARY, a_form, a_part

DELIMITER = b"\r\n--" + BOUNDARY
# What looks like a boundary, and is none.
NEARLY = [b"\r\n", b"--", b"\r", b"\n", BOUNDARY, b"--" + BOUNDARY, DELIMITER[:-1], b"\n--" + BOUNDARY, b"x", b"\0"]


async def in_pieces(*pieces: bytes) -> AsyncIterator[bytes]:
    for piece in pieces:
        yield piece


def cut(body: bytes, places: list[int]) -> list[bytes]:
    """Return a body in pieces, none of them empty."""
    borders = sorted({0, len(body), *(place % len(body) for place in places)})
    return [body[start:stop] for start, stop in pairwise(borders)]


async def read(*pieces: bytes) -> list[tuple[str, bytes]]:
    parts = PartsReader(in_pieces(*pieces), BOUNDARY)
    found = []
    while (head := await parts.head()) is not None:
        data = b""
        while piece := await parts.piece():
            data += piece
        found.append((head.name, data))
    return found


contents = st.lists(st.sampled_from(NEARLY), max_size=8).map(b"".join).filter(lambda data: DELIMITER not in data)


@given(
    data=st.lists(contents, max_size=3),
    places=st.lists(st.integers(min_value=0, max_value=10_000), max_size=20),
    end=st.sampled_from([b"--", b"--\r\n"]),
)
async def test_parts_are_read_as_they_were_written_wherever_the_body_is_cut(
    data: list[bytes], places: list[int], end: bytes
) -> None:
    sent = [(f"part {number}", one) for number, one in enumerate(data)]
    body = a_form(*(a_part(name, one) for name, one in sent), end=end)
    assert await read(*cut(body, places)) == sent


async def test_a_body_may_come_byte_by_byte() -> None:
    body = a_form(a_part("order", b"{}"), a_part("video", b"\r\n--" * 3))
    assert await read(*(body[at : at + 1] for at in range(len(body)))) == [("order", b"{}"), ("video", b"\r\n--" * 3)]


A_PART = a_part("video", b"abc")
HOSTILE = {
    "nothing": b"",
    "no boundary at all": b"abc" * 100,
    "something before it": b"hello\r\n" + a_form(A_PART),
    "a blank line before it": b"\r\n" + a_form(A_PART),
    "only its first line": b"--" + BOUNDARY,
    "no last boundary": a_form(A_PART)[: -len(BOUNDARY) - 6],
    "half the last boundary": a_form(A_PART)[:-6],
    "another boundary": a_form(A_PART, boundary=b"other"),
    "a boundary that goes on": a_form(a_part("video", b"a" + DELIMITER + b"b")),
    "padding": a_form(A_PART, end=b" \r\n"),
    "something after it": a_form(A_PART, end=b"--\r\nbye"),
    "another form after it": a_form(A_PART) + a_form(A_PART),
    "much after it": a_form(A_PART) + b"x" * 100_000,
    "bare line feeds": a_form(A_PART).replace(b"\r\n", b"\n"),
    "a part without headers": a_form(b"\r\nabc"),
    "a part without a name": a_form(a_part("", b"", disposition=b"form-data")),
    "an attachment": a_form(a_part("", b"", disposition=b'attachment; name="video"')),
    "a name that goes on": a_form(a_part("", b"", disposition=b'form-datax; name="video"')),
    "a name without its end": a_form(a_part("", b"", disposition=b'form-data; name="video')),
    "a header that is none": a_form(a_part("video", b"", head=b"hello\r\n")),
    "a folded header": a_form(a_part("video", b"", head=b"X: a\r\n b\r\n")),
    "a header twice": a_form(a_part("video", b"", head=b'content-disposition: form-data; name="order"\r\n')),
    "a header with a zero": a_form(a_part("video", b"", head=b"X: \0\r\n")),
    "base64": a_form(a_part("video", b"", head=b"Content-Transfer-Encoding: Base64\r\n")),
    "endless headers": b"--%s\r\n" % BOUNDARY + b"X: y\r\n" * 1_000_000,
    "an endless header": b"--%s\r\nX: " % BOUNDARY + b"y" * 1_000_000,
}


@pytest.mark.parametrize("body", HOSTILE.values(), ids=HOSTILE.keys())
@pytest.mark.parametrize("size", [7, 1000])
async def test_what_is_no_form_is_refused(body: bytes, size: int) -> None:
    with pytest.raises(BadMultipart):
        await read(*(body[at : at + size] for at in range(0, len(body), size)))


async def test_endless_headers_are_not_read_to_their_end() -> None:
    asked = 0

    async def endless() -> AsyncIterator[bytes]:
        nonlocal asked
        yield b"--%s\r\n" % BOUNDARY
        while True:
            asked += 1000
            yield b"y" * 1000

    with pytest.raises(BadMultipart):
        await PartsReader(endless(), BOUNDARY).head()
    assert asked <= LONGEST_HEAD + 1000


async def test_of_a_part_no_more_is_held_than_a_piece_and_a_boundary() -> None:
    came, went, most = 0, 0, 0

    async def body() -> AsyncIterator[bytes]:
        nonlocal came
        for piece in _large():
            came += len(piece)
            yield piece

    parts = PartsReader(body(), BOUNDARY)
    await parts.head()
    while piece := await parts.piece():
        went += len(piece)
        most = max(most, len(piece), came - went)
    assert await parts.head() is None
    assert went == 2000 * 1000
    assert most <= 1000 + 3 * len(DELIMITER) + len(a_part("video", b""))


def _large() -> Iterator[bytes]:
    body = a_form(a_part("video", b"\r\n--abcdef" * 200_000))
    yield from (body[at : at + 1000] for at in range(0, len(body), 1000))


@pytest.mark.parametrize(
    ("disposition", "name"),
    [
        (b'form-data; name="video"; filename="a.mp4"', "video"),
        (b"form-data; name=video; filename=a.mp4; filename*=utf-8''a.mp4", "video"),
        (b'FORM-DATA;name="video";filename=""', "video"),
        (b'form-data; filename="a\\"; name=\\"order"; name="video"', "video"),
        (b'form-data; name="video"; filename="a"b; name="order"', "video"),
        ('form-data; name="video"; filename="부산.mp4"'.encode(), "video"),
        (b'form-data; name="video"; filename="\xff\xfe"', "video"),
        (b'form-data; name=""', ""),
    ],
    ids=str,
)
def test_a_part_has_the_name_that_comes_first_whatever_its_file_is_called(disposition: bytes, name: str) -> None:
    raw = b"Content-Disposition: " + disposition + b"\r\nContent-Type: Video/MP4; x=y\r\nX-More:\t1 "
    assert head_of(raw) == PartHead(name=name, media="video/mp4")


@pytest.mark.parametrize("encoding", ["binary", "8bit", "7bit"])
def test_a_part_may_say_that_it_is_as_it_is(encoding: str) -> None:
    raw = f'Content-Disposition: form-data; name="video"\r\nContent-Transfer-Encoding: {encoding}'
    assert head_of(raw.encode()) == PartHead(name="video", media="")


@pytest.mark.parametrize(
    ("content_type", "boundary"),
    [
        ("multipart/form-data; boundary=abc", b"abc"),
        ('multipart/form-data; charset=utf-8; Boundary="a=b?c"', b"a=b?c"),
        ("multipart/form-data;boundary=----WebKitForm7MA4YWxkTrZu0gW; x=y", b"----WebKitForm7MA4YWxkTrZu0gW"),
        ("multipart/form-data; boundary=" + "x" * 70, b"x" * 70),
    ],
)  # fmt: skip
def test_the_boundary_stands_in_the_content_type(content_type: str, boundary: bytes) -> None:
    assert boundary_of(content_type) == boundary


@pytest.mark.parametrize(
    "content_type",
    [
        "multipart/form-data", "multipart/form-data; boundary=", 'multipart/form-data; boundary=""',
        "multipart/form-data; boundary=" + "x" * 71, "multipart/form-data; boundary=a; boundary=b",
        "multipart/form-data; boundary=부산", 'multipart/form-data; boundary="a', "multipart/form-data; boundary=a b",
        "multipart/form-data; boundary=a\r\nb", 'multipart/form-data; boundary="a;b"',
    ],
)  # fmt: skip
def test_without_one_boundary_nothing_is_read(content_type: str) -> None:
    with pytest.raises(BadMultipart):
        boundary_of(content_type)
