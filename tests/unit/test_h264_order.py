"""The order in which a film's frames are coded, and which of them others refer to."""

from hypothesis import given
from hypothesis import strategies as st

from adapters.ffmpeg.h264.order import RENEWED, Frame, Still, coded_order, joined

STILLS = st.lists(
    st.builds(Still, picture=st.integers(0, 3), hold=st.integers(1, 300), fade_in=st.integers(0, 63)), max_size=4
)


def coded(*stills: tuple[int, int, int]) -> list[Frame]:
    return list(coded_order([Still(picture=picture, fade_in=fade, hold=hold) for picture, fade, hold in stills]))


def described(frames: list[Frame]) -> list[tuple[str, int, int, int, bool]]:
    return [(each.kind, each.shown, each.place.number, each.place.order, each.place.kept) for each in frames]


def test_the_picture_that_fades_in_is_coded_before_the_fade_and_the_last_one_before_is_kept() -> None:
    assert described(coded((0, 0, 3), (1, 2, 2))) == [
        ("entry", 0, 0, 0, True),
        ("hold", 1, 1, 1, False),
        ("hold", 2, 1, 2, True),
        ("intra", 5, 2, 5, True),
        ("blend", 3, 3, 3, False),
        ("blend", 4, 3, 4, False),
        ("hold", 6, 3, 6, False),
    ]


def test_a_picture_that_is_shown_once_is_what_the_next_one_fades_in_over() -> None:
    assert [each.kind for each in coded((0, 0, 1), (1, 1, 1), (2, 1, 1))] == [
        "entry",
        "intra",
        "blend",
        "intra",
        "blend",
    ]


def test_a_cut_begins_anew() -> None:
    assert described(coded((0, 0, 2), (1, 0, 1))) == [
        ("entry", 0, 0, 0, True),
        ("hold", 1, 1, 1, False),
        ("entry", 2, 0, 0, True),
    ]


def test_a_picture_that_comes_late_by_a_fade_is_repeated_as_an_entry() -> None:
    frames = coded((0, 0, RENEWED), (1, 3, 4))
    assert [(each.kind, each.shown, each.picture) for each in frames if each.picture is not None] == [
        ("entry", 0, 0),
        ("intra", RENEWED + 3, 1),
        ("entry", RENEWED + 4, 1),
    ]


def test_a_picture_that_stays_for_long_is_repeated_now_and_then() -> None:
    entries = [each.shown for each in coded((0, 0, 3 * RENEWED)) if each.kind == "entry"]
    assert entries == [0, RENEWED + 1, 2 * RENEWED + 1]


def test_a_fade_between_equal_pictures_is_a_hold() -> None:
    same = [
        Still(picture=1, hold=2, fade_in=0),
        Still(picture=1, hold=3, fade_in=4),
        Still(picture=0, hold=1, fade_in=0),
    ]
    assert joined(same) == [Still(picture=1, hold=9, fade_in=0), Still(picture=0, hold=1, fade_in=0)]


@given(STILLS)
def test_whatever_is_shown_decoders_need_little(stills: list[Still]) -> None:
    stills = [Still(picture=0, hold=1, fade_in=0), *stills]
    frames = list(coded_order(stills))
    assert sorted(each.shown for each in frames) == list(range(sum(each.hold + each.fade_in for each in stills)))
    assert all(at - each.shown <= 1 for at, each in enumerate(frames))
    # Nothing after an entry is shown before it.
    assert all(each.shown == at for at, each in enumerate(frames) if each.kind == "entry")
