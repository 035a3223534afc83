"""What Kakao is asked for, in its own words."""

from collections.abc import Iterable, Mapping
from typing import Final

from attrs import frozen

from core.planning.model.place import Category
from core.planning.model.point import Point
from core.planning.model.preferences import Interest

Params = Mapping[str, str]

FARTHEST: Final = 20_000  # metres; Kakao allows no more
LONGEST_QUERY: Final = 100
SIGHTS_AND_FOOD: Final = {"AT4": 20, "CT1": 8, "FD6": 12, "CE7": 6}
KEYWORD_CALLS: Final = 3
ALWAYS: Final = ("전통시장",)  # where people eat who have chosen no restaurant
ANYTHING: Final = "관광명소"
KEYWORDS: Final[Mapping[Interest, tuple[str, ...]]] = {
    "food": ("맛집",),
    "cafe": ("카페",),
    "history": ("문화유적", "사찰"),
    "nature": ("수목원", "자연휴양림"),
    "art": ("미술관",),
    "shopping": ("쇼핑",),
    "family": ("테마파크", "아쿠아리움"),
    "nightlife": ("야시장", "술집"),
    "sea": ("해변",),
    "culture": ("박물관", "공연장"),
    "activity": ("체험", "케이블카"),
    "view": ("전망대",),
}
GROUPS: Final[Mapping[Category, str]] = {"food": "FD6", "cafe": "CE7", "lodging": "AD5"}
WORDS: Final[Mapping[Category, str]] = {
    "history": "문화유적",
    "nature": "자연휴양림",
    "beach": "해수욕장",
    "park": "공원",
    "view": "전망대",
    "museum": "박물관",
    "art": "미술관",
    "culture": "문화시설",
    "market": "전통시장",
    "food": "맛집",
    "cafe": "카페",
    "shopping": "쇼핑",
    "activity": "체험",
    "nightlife": "술집",
    "family": "테마파크",
    "lodging": "호텔",
}


@frozen(kw_only=True)
class Wish:
    """One search, and how many calls it may take."""

    params: Params
    calls: int


def pool_wishes(interests: Iterable[Interest]) -> list[Wish]:
    """Return the searches from which plans are made."""
    words = dict.fromkeys((*(word for interest in interests for word in KEYWORDS[interest]), *ALWAYS))
    return [
        *(Wish(params={"category_group_code": group}, calls=calls) for group, calls in SIGHTS_AND_FOOD.items()),
        *(Wish(params={"query": word}, calls=KEYWORD_CALLS) for word in words),
    ]


def search_params(query: str, near: Point | None, category: Category | None) -> list[Params]:
    """Return the searches that somebody's question takes."""
    around = {} if near is None else _around(near)
    group = {} if category is None or category not in GROUPS else {"category_group_code": GROUPS[category]}
    word = sendable(query) or (ANYTHING if category is None else WORDS[category])
    if sendable(query) or near is None or (category is not None and not group):
        return [{"query": word, **group, **around}]
    return [{"category_group_code": one, **around} for one in group.values() or SIGHTS_AND_FOOD]


def sendable(query: str) -> str:
    """Return as much of somebody's words as can be sent."""
    return query.encode(errors="ignore").decode().strip()[:LONGEST_QUERY]


def _around(near: Point) -> Params:
    return {"x": f"{near.lng:.6f}", "y": f"{near.lat:.6f}", "radius": str(FARTHEST), "sort": "distance"}
