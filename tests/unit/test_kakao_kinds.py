"""What Kakao's category paths say of a place."""

import pytest

from adapters.kakao.kinds import kind_of


@pytest.mark.parametrize(
    ("path", "group", "category", "indoor"),
    [
        ("여행 > 관광,명소 > 해수욕장,해변", "AT4", "beach", False),
        ("여행 > 관광,명소 > 산", "AT4", "nature", False),
        ("여행 > 관광,명소 > 문화유적 > 고궁,궁", "AT4", "history", False),
        ("문화,예술 > 종교 > 불교 > 절,사찰", "", "history", None),
        ("문화,예술 > 문화시설 > 박물관", "CT1", "museum", True),
        ("문화,예술 > 문화시설 > 미술관", "CT1", "art", True),
        ("음식점 > 한식 > 국밥", "FD6", "food", True),
        ("음식점 > 술집 > 호프,요리주점", "FD6", "nightlife", True),
        ("음식점 > 카페 > 커피전문점", "CE7", "cafe", True),
        ("여행 > 관광,명소 > 전망대", "AT4", "view", None),
        ("여행 > 관광,명소 > 테마파크", "AT4", "family", None),
        ("여행 > 공원 > 도시근린공원", "AT4", "park", False),
        ("가정,생활 > 시장 > 전통시장", "", "market", None),
        ("여행 > 숙박 > 호텔", "AD5", "lodging", True),
        ("여행 > 관광,명소 > 새로운 무엇", "AT4", "culture", None),
    ],
)
def test_a_path_says_what_a_place_is_and_whether_it_has_a_roof_only_where_that_is_sure(
    path: str, group: str, category: str, indoor: object
) -> None:
    kind = kind_of(path, group)
    assert kind is not None
    assert (kind.category, kind.indoor) == (category, indoor)
    assert 30 <= kind.dwell <= 240


@pytest.mark.parametrize(
    ("path", "group"),
    [
        ("금융,보험 > 금융서비스 > 은행", "BK9"),
        ("교통,수송 > 교통시설 > 주차장", "PK6"),
        ("여행 > 관광,명소 > 관광안내소", "AT4"),
        ("부동산 > 주거시설 > 아파트", ""),
        ("", ""),
    ],
)
def test_what_nobody_travels_to_is_nothing(path: str, group: str) -> None:
    assert kind_of(path, group) is None
