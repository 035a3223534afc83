"""What simple rules understand of a note, and what they take care not to misunderstand."""

import pytest

from core.planning.model.choosing.wishes_in_words import is_unread, wishes_in

SEAFOOD = ("seafood", "raw fish", "fish market")


@pytest.mark.parametrize(
    ("note", "interests"),
    [
        ("We love temples and palaces", ("history",)),
        ("the sea, street food, night views", ("food", "sea", "view")),
        ("don't miss the temples", ("history",)),
        ("I can't wait to see palaces", ("history",)),
        ("not only museums", ("culture",)),
        ("bring the kids", ("family",)),
        ("Isn't it nice? Museums please.", ("culture",)),
        ("바다 보고 카페 가고 싶어요", ("cafe", "sea")),
        ("놓치고 싶지 않은 야경", ("view",)),
        ("아이와 함께", ("family",)),
        ("맛집 위주로", ("food",)),
        ("海とカフェが好き", ("cafe", "sea")),
        ("見逃したくない夜景", ("view",)),
        ("seafood 좋아해요", ("food",)),
    ],
)
def test_what_is_liked_becomes_an_interest(note: str, interests: tuple[str, ...]) -> None:
    wishes = wishes_in(note)
    assert (wishes.interests, wishes.avoid) == (interests, ())


@pytest.mark.parametrize(
    ("note", "avoid"),
    [
        ("no seafood", SEAFOOD),
        ("we don't like museums", ("museum",)),
        ("I don’t want to see any museums", ("museum",)),
        ("no museums, temples, or malls", ("museum", "temple", "shopping")),
        ("Museums bore me", ("museum",)),
        ("seafood allergy", SEAFOOD),
        ("we're allergic to shellfish", SEAFOOD),
        ("never a market, never a mall", ("market", "shopping")),
        ("해산물 싫어", SEAFOOD),
        ("해산물은 못 먹어요", SEAFOOD),
        ("해산물 빼고", SEAFOOD),
        ("박물관은 안 가고 싶어요", ("museum",)),
        ("박물관, 미술관은 싫어요", ("museum", "arts", "gallery")),
        ("쇼핑에는 관심 없어요", ("shopping",)),
        ("海鮮は苦手です", SEAFOOD),
        ("博物館以外", ("museum",)),
        ("seafood 싫어", SEAFOOD),
    ],
)
def test_what_is_disliked_is_avoided(note: str, avoid: tuple[str, ...]) -> None:
    wishes = wishes_in(note)
    assert (wishes.interests, wishes.avoid) == ((), avoid)


@pytest.mark.parametrize(
    ("note", "interests", "avoid"),
    [
        ("no seafood, love temples", ("history",), SEAFOOD),
        ("I don't like museums but love the sea", ("sea",), ("museum",)),
        ("I hate museums and love the sea", ("sea",), ("museum",)),
        ("조용한 바다, 해산물은 못 먹어요", ("sea",), SEAFOOD),
        ("등산은 별로고 시장은 좋아요", ("shopping",), ("hiking", "mountain")),
        ("역사에는 관심 없고 자연을 보고 싶어요", ("nature",), ("history",)),
        ("海が好き、海鮮は苦手", ("sea",), SEAFOOD),
        ("museums! no museums", (), ("museum",)),
        ("카페는 좋지만 클럽은 싫어요", ("cafe",), ("nightlife",)),
        ("no shopping. markets are fine", (), ("shopping",)),
    ],
)
def test_likes_and_dislikes_stand_side_by_side(note: str, interests: tuple[str, ...], avoid: tuple[str, ...]) -> None:
    wishes = wishes_in(note)
    assert (wishes.interests, wishes.avoid) == (interests, avoid)


@pytest.mark.parametrize(
    "note",
    [
        "많이 걷기 싫어", "많이 걷는 건 힘들어요", "무릎이 안 좋아요", "유모차로 다녀요", "not too much walking please",
        "we don't want to walk much", "bad knees", "wheelchair", "あまり歩きたくない", "のんびりしたい",
    ],
)  # fmt: skip
def test_easy_days_are_asked_for(note: str) -> None:
    assert wishes_in(note).easy


@pytest.mark.parametrize("note", ["", "we love walking", "걷기 좋은 길", "no museums, love walking", "散歩が好き"])
def test_easy_days_are_not_made_up(note: str) -> None:
    assert not wishes_in(note).easy


@pytest.mark.parametrize(
    "note",
    [
        "조용한 곳",
        "사람 많은 곳은 피하고 싶어요",
        "avoid crowds",
        "somewhere quiet",
        "人混みが苦手",
        "静かな町",
        "no crowds",
    ],
)
def test_quiet_is_asked_for(note: str) -> None:
    assert wishes_in(note).quiet


@pytest.mark.parametrize("note", ["조용한 곳은 싫어요", "crowds are fun", "사람 많은 곳 좋아요"])
def test_quiet_is_not_made_up(note: str) -> None:
    assert not wishes_in(note).quiet


@pytest.mark.parametrize(
    "note",
    [
        "우리 아이스크림 좋아해", "리뷰 좋은 곳", "부산에 가요", "절대 늦지 않게", "海外旅行",
        "Partial refunds, seasonal parking", "💥", "no kids", "釜山", "계절",
    ],
)  # fmt: skip
def test_words_within_other_words_are_no_wishes(note: str) -> None:
    wishes = wishes_in(note)
    assert (wishes.interests, wishes.avoid) == ((), ())


@pytest.mark.parametrize(
    ("note", "diet"),
    [
        ("I don't eat pork, I am muslim", ("halal", "no_pork")),
        ("채식주의자예요", ("vegetarian",)),
        ("vegan", ("vegan",)),
        ("Is there any VEGAN food?", ("vegan",)),
        ("plant-based please", ("vegan",)),
        ("My wife is vegetarian.", ("vegetarian",)),
        ("we don't eat meat", ("vegetarian",)),
        ("고기는 안 먹어요", ("vegetarian",)),
        ("저는 vegan이에요", ("vegan",)),
        ("비건이에요", ("vegan",)),
        ("no pork please", ("no_pork",)),
        ("pork-free", ("no_pork",)),
        ("I can't eat shellfish or pork", ("no_pork", "no_seafood")),
        ("돼지고기 못 먹어요", ("no_pork",)),
        ("돼지고기는 빼주세요", ("no_pork",)),
        ("豚肉は食べられません", ("no_pork",)),
        ("무슬림이라서 할랄 음식만 먹어요", ("halal",)),
        ("ハラール料理が必要です", ("halal",)),
        ("ベジタリアンです", ("vegetarian",)),
        ("ビーガンです", ("vegan",)),
        ("seafood allergy", ("no_seafood",)),
        ("해산물 알레르기가 있어요", ("no_seafood",)),
        ("I'm not vegan but vegetarian", ("vegetarian",)),
        ("we keep kosher", ("no_pork",)),
    ],
)
def test_diets_are_read(note: str, diet: tuple[str, ...]) -> None:
    assert wishes_in(note).diet == diet


@pytest.mark.parametrize(
    "note",
    [
        "", "I'm not vegetarian", "we are not muslims", "no vegan restaurants please", "I hate vegan food",
        "비건 아니에요",
        "채식은 싫어요", "비건 말고", "ヴィーガンではない", "We love pork belly", "돼지국밥 먹고 싶어요",
        "불고기가 먹고 싶어요",
        "소고기 못 먹어요", "the muslim quarter", "no non-halal food",
    ],
)  # fmt: skip
def test_diets_are_not_made_up(note: str) -> None:
    assert wishes_in(note).diet == ()


def test_who_eats_no_beef_avoids_it() -> None:
    assert wishes_in("no beef").avoid == wishes_in("소고기 못 먹어요").avoid == ("beef", "hanwoo", "bulgogi")


@pytest.mark.parametrize("note", ["asdf qwer", "감사합니다", "our train leaves at 18:00", "I'm not vegetarian"])
def test_a_note_that_says_nothing_to_these_rules_is_unread(note: str) -> None:
    assert is_unread(note, wishes_in(note))


@pytest.mark.parametrize(
    "note", ["", "hi", "🙂🙂🙂🙂🙂", "...!!!...", "조용한 곳", "vegan", "start at 11", "kids", "무릎이 아파요"]
)
def test_a_note_is_read_if_anything_of_it_was_understood_or_it_has_but_a_few_letters(note: str) -> None:
    assert not is_unread(note, wishes_in(note))


def test_a_note_of_any_length_and_kind_is_read() -> None:
    for piece in ("걷", "no ", ", ", "not the ", "사람 많", "don't ", "🙂", "\ud800", "()[]", "ﷺ"):
        wishes_in(piece * (1000 // len(piece)))
