"""What sort of place Kakao's category path says that something is: 여행 > 관광,명소 > 해수욕장,해변."""

import re
from typing import Final

from attrs import frozen

from core.planning.model.place import Category


@frozen
class Kind:
    """A category of ours, and what usually goes with it."""

    category: Category
    dwell: int
    indoor: bool | None = None
    tags: frozenset[str] = frozenset()


# The first whose word is a part of the path, or all of it where the word has one syllable, says what it is.
KINDS: Final[tuple[tuple[str, Kind], ...]] = (
    ("주차장|매표소|화장실|관광안내소|여행사|안내센터|휴게소|부동산|공인중개", Kind("culture", 5)),  # see NOTHING
    ("숙박|호텔|모텔|게스트하우스|펜션", Kind("lodging", 60, indoor=True)),
    ("야시장", Kind("market", 75, tags=frozenset({"food", "nightlife"}))),
    ("시장|먹자골목|카페거리", Kind("market", 75, tags=frozenset({"food", "shopping"}))),
    ("키즈카페|실내놀이터", Kind("family", 90, indoor=True)),
    ("술집|호프|포장마차|칵테일바|와인바|나이트클럽", Kind("nightlife", 90, indoor=True)),
    ("카페|찻집|제과|베이커리", Kind("cafe", 45, indoor=True)),
    ("음식점|식당", Kind("food", 60, indoor=True)),
    ("해수욕장|해변", Kind("beach", 90, indoor=False, tags=frozenset({"sea", "nature"}))),
    ("과학관|아쿠아리움|수족관", Kind("family", 120, indoor=True)),
    ("테마파크|놀이공원|워터파크|동물원|키즈|어린이", Kind("family", 180)),
    ("미술관|갤러리|화랑", Kind("art", 75, indoor=True, tags=frozenset({"culture"}))),
    ("박물관|기념관|전시관", Kind("museum", 90, indoor=True, tags=frozenset({"culture"}))),
    ("고궁|궁|성곽|고분|릉|왕릉|산성", Kind("history", 90, indoor=False)),
    ("문화유적|유적|유적지|사찰|절|향교|서원|한옥|생가|민속마을|탑|불교", Kind("history", 60)),
    ("전망대", Kind("view", 45)),
    ("온천|스파|찜질방", Kind("activity", 120, indoor=True)),
    ("케이블카|모노레일|레일바이크|유람선|체험|레저|스포츠|서핑|요트|스키|루지|관광농원", Kind("activity", 90)),
    ("수목원|식물원", Kind("park", 90, tags=frozenset({"nature"}))),
    ("국립공원|도립공원|군립공원", Kind("nature", 120, indoor=False)),
    ("공원|정원|유원지|광장", Kind("park", 60, indoor=False)),
    ("산|봉우리|계곡|폭포|숲|자연휴양림|섬|오름|습지", Kind("nature", 90, indoor=False)),
    ("호수|저수지|강|하천|바위|갯벌|둘레길|산책로", Kind("nature", 60, indoor=False)),
    ("동굴", Kind("nature", 60)),
    ("항구|포구|등대|다리|교량", Kind("view", 45, tags=frozenset({"sea"}))),
    ("백화점|면세점|아울렛|쇼핑|쇼핑센터|상점가|지하상가|대형마트", Kind("shopping", 90)),
    ("공연장|극장|문화원|문화시설|아트센터|영화관|도서관|문화,예술", Kind("culture", 90, indoor=True)),
    ("테마거리|거리|마을|관광단지|관광특구|촬영지", Kind("culture", 60)),
)  # fmt: skip
NOTHING: Final = KINDS[0][1]
BY_GROUP: Final = {
    "FD6": Kind("food", 60, indoor=True),
    "CE7": Kind("cafe", 45, indoor=True),
    "AD5": Kind("lodging", 60, indoor=True),
    "CT1": Kind("culture", 60),
    "AT4": Kind("culture", 60),
}


def kind_of(path: str, group: str) -> Kind | None:
    """Return what a place is, None where it is nothing that people travel to."""
    parts = [part.strip() for part in re.split("[>,]", path)]
    for words, kind in KINDS:
        if any(_says(word, parts) for word in words.split("|")):
            return None if kind is NOTHING else kind
    return BY_GROUP.get(group)


def _says(word: str, parts: list[str]) -> bool:
    return word in parts if len(word) == 1 else any(word in part for part in parts)
