"""What categories and interests are called in the languages that Oddiya speaks."""

from collections.abc import Mapping
from typing import Final

from core.planning.model.place import Category
from core.planning.model.preferences import Interest, Language

KINDS: Final[Mapping[Language, Mapping[Category, str]]] = {
    "en": {
        "history": "a historic place", "nature": "a place in nature", "beach": "a beach", "park": "a park",
        "view": "a viewpoint", "museum": "a museum", "art": "a place for art", "culture": "a cultural place",
        "market": "a market", "food": "a place to eat", "cafe": "a café", "shopping": "a place to shop",
        "activity": "a place for activities", "nightlife": "a place for the evening",
        "family": "a place for families", "lodging": "a place to stay",
    },
    "ko": {
        "history": "역사 명소", "nature": "자연 명소", "beach": "해변", "park": "공원", "view": "전망 명소",
        "museum": "박물관", "art": "예술 공간", "culture": "문화 명소", "market": "시장", "food": "식사 장소",
        "cafe": "카페", "shopping": "쇼핑 장소", "activity": "체험 장소", "nightlife": "저녁 명소",
        "family": "가족 명소", "lodging": "숙소",
    },
    "ja": {
        "history": "歴史スポット", "nature": "自然スポット", "beach": "ビーチ", "park": "公園",
        "view": "展望スポット", "museum": "博物館", "art": "アートスポット", "culture": "文化スポット",
        "market": "市場", "food": "食事どころ", "cafe": "カフェ", "shopping": "買い物スポット",
        "activity": "体験スポット", "nightlife": "夜のスポット", "family": "家族向けスポット", "lodging": "宿",
    },
}  # fmt: skip
INTERESTS: Final[Mapping[Language, Mapping[Interest, str]]] = {
    "en": {
        "food": "food", "cafe": "cafés", "history": "history", "nature": "nature", "art": "art",
        "shopping": "shopping", "family": "family time", "nightlife": "nightlife", "sea": "the sea",
        "culture": "culture", "activity": "activities", "view": "views",
    },
    "ko": {
        "food": "음식", "cafe": "카페", "history": "역사", "nature": "자연", "art": "예술", "shopping": "쇼핑",
        "family": "가족", "nightlife": "밤 나들이", "sea": "바다", "culture": "문화", "activity": "체험",
        "view": "전망",
    },
    "ja": {
        "food": "グルメ", "cafe": "カフェ", "history": "歴史", "nature": "自然", "art": "アート",
        "shopping": "買い物", "family": "家族", "nightlife": "夜遊び", "sea": "海", "culture": "文化",
        "activity": "体験", "view": "景色",
    },
}  # fmt: skip
