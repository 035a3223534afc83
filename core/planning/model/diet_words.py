"""Words in the names of places that tell what is served there, and what each diet is without.

Names are compared in small letters, with a space for whatever is no letter and no digit. A word `within` counts
wherever it stands, a `whole` one only between spaces. What is in `but` holds such a word and means something else: 육회
is beef although it ends as raw fish does.
"""

from collections.abc import Mapping
from typing import Final, Literal

from attrs import frozen

from core.planning.model.preferences import Diet

Food = Literal["pork", "meat", "seafood", "alcohol", "eggs and milk"]


@frozen(kw_only=True)
class Words:
    """What one sort of food is called in names."""

    within: tuple[str, ...]
    whole: tuple[str, ...] = ()
    but: tuple[str, ...] = ()


PORK: Final = Words(
    within=(
        "돼지", "순대", "족발", "보쌈", "삼겹", "오겹", "목살", "항정", "한돈", "흑돈", "돈까스", "돈가스", "돈카츠",
        "돈카쓰", "돈코츠", "제육", "두루치기", "수육", "국밥", "감자탕", "해장국", "부대찌개", "막창", "곱창",
        "탕수육", "동파육", "짜장", "자장면", "간짜장", "짬뽕", "만두", "교자", "라멘", "베이컨", "소시지", "소세지",
        "햄", "뒷고기", "근고기", "돔베고기", "고기국수", "밀면", "갈매기살", "두부김치", "송정 떡갈비", "오삼불고기",
        "dwaeji", "sundae", "soondae", "jokbal", "bossam", "samgyeop", "jeyuk", "gukbap", "gamjatang", "haejangguk",
        "budae", "makchang", "gopchang", "tangsuyuk", "jjajang", "jjamppong", "mandu", "donkatsu", "tonkatsu",
        "donkkaseu", "tonkotsu", "hangover soup", "gogi guksu", "milmyeon", "songjeong tteokgalbi",
    ),
    whole=(
        "pork", "pig", "pigs", "ham", "bacon", "sausage", "sausages", "trotters", "dumpling", "dumplings", "gyoja",
        "kyoja", "gyoza", "ramen", "osam",
    ),
    but=(
        "콩나물국밥", "콩나물 국밥", "따로국밥", "굴국밥", "소국밥", "소머리국밥", "소고기국밥", "한우국밥",
        "황태해장국", "북어해장국", "콩나물해장국", "올갱이해장국", "다슬기해장국", "재첩해장국", "선지해장국",
        "소해장국", "소곱창", "한우곱창", "햄버거", "햄스터", "돼지감자", "채식만두", "감자만두", "소수육",
        "kongnamul gukbap", "ttaro gukbap", "gul gukbap", "someori gukbap", "hwangtae haejangguk", "ice cream sundae",
        "potato dumpling",
    ),
)  # fmt: skip
MEAT: Final = Words(
    within=(
        "고기", "한우", "갈비", "소곱창", "소머리", "소국밥", "따로국밥", "소해장국", "선지", "곰탕", "설렁탕",
        "설농탕", "육개장", "육회", "육전", "뭉티기", "도가니", "차돌", "등심", "대창", "정육", "식육", "스테이크",
        "버거", "바베큐", "바비큐", "케밥", "양꼬치", "닭", "치킨", "삼계", "백숙", "똥집", "오리탕", "오리고기",
        "오리구이", "오리백숙", "오리로스", "오리주물럭", "훈제오리", "유황오리", "생오리", "염소", "냉면", "쇠고기",
        "hanwoo", "galbi", "kalbi", "bulgogi", "gomtang", "seolleongtang", "seolnongtang", "seollongtang",
        "yukgaejang", "yukhoe", "dakgalbi", "dakhanmari", "dakttongjip", "dakgangjeong", "tongdak", "jjimdak",
        "samgyetang", "baeksuk", "oritang", "naengmyeon", "yakiniku", "ttaro gukbap", "cold noodles",
    ),
    whole=(
        "meat", "meats", "beef", "steak", "steaks", "rib", "ribs", "bbq", "barbecue", "burger", "burgers",
        "hamburger", "hamburgers", "kebab", "kebabs", "lamb", "mutton", "goat", "chicken", "duck", "gizzard",
        "gizzards", "dak", "tripe", "양고기", "양갈비", "cold noodle",
    ),
    but=("콩고기", "물고기", "고갈비"),
)  # fmt: skip
SEAFOOD: Final = Words(
    within=(
        "생선", "물고기", "횟집", "물회", "활어", "선어", "수산", "어시장", "해산물", "해물", "생선회", "회센터",
        "회타운", "회덮밥", "회국수", "무침회", "회무침", "막회", "모듬회", "모둠회", "회촌", "초밥", "스시",
        "사시미", "참치", "연어", "조개", "꼬막", "바지락", "홍합", "가리비", "재첩", "다슬기", "올갱이", "전복",
        "소라", "멍게", "해삼", "성게", "새우", "랍스터", "대게", "꽃게", "홍게", "참게", "돌게", "게장", "게찜",
        "게국지", "크랩", "굴국밥", "굴요리", "굴구이", "굴밥", "굴전", "굴찜", "생굴", "석화", "오징어", "낙지",
        "주꾸미", "쭈꾸미", "문어", "한치", "충무김밥", "장어", "짱뚱어", "추어", "매운탕", "어죽", "어탕", "고등어",
        "고갈비", "자갈치", "갈치", "삼치", "꽁치", "방어", "과메기", "멸치", "굴비", "홍어", "가자미", "광어",
        "우럭", "도다리", "전어", "민어", "송어", "빙어", "은어", "명태", "황태", "북어", "동태", "코다리", "생태탕",
        "대구탕", "대구뽈", "대구찜", "아귀", "아구찜", "물텀벙", "복국", "복어", "복집", "서대회", "자리물회",
        "자리돔", "젓갈", "어묵", "오뎅", "다찌", "짬뽕", "오삼불고기", "seafood", "shellfish", "hoetjip", "mulhoe",
        "muchimhoe", "hwareo", "saengseon", "eosijang", "haemul", "haesanmul", "jogaegui", "kkomak", "jeonbok",
        "kkotge", "gejang", "ojingeo", "nakji", "jjukkumi", "jangeo", "jjangttungeo", "chueotang", "maeuntang",
        "godeungeo", "samchi", "hwangtae", "daegutang", "multeombeong", "eomuk", "amook", "odeng", "sushi", "sashimi",
        "dajji", "chungmu gimbap", "jjamppong",
    ),
    whole=(
        "회", "굴", "게", "fish", "fishes", "fishery", "hoe", "gul", "daege", "galchi", "bangeo", "crab", "crabs",
        "eel", "eels", "abalone", "oyster", "oysters", "octopus", "mackerel", "squid", "cuttlefish", "clam", "clams",
        "cockle", "cockles", "mussel", "mussels", "scallop", "scallops", "shrimp", "shrimps", "prawn", "prawns",
        "lobster", "cod", "pollack", "pollock", "monkfish", "yellowtail", "mudskipper", "tuna", "salmon", "anchovy",
        "anchovies", "loach", "flounder", "skate", "blowfish", "osam",
    ),
    but=("방어진", "수산리", "스시장", "은어린이", "민어린이", "장어린이", "장어귀", "행복집", "복국수"),
)  # fmt: skip
ALCOHOL: Final = Words(
    within=(
        "막걸리", "동동주", "맥주", "호프", "주점", "포차", "소주", "와인", "이자카야", "칵테일", "양조장", "술집",
        "술도가", "주막", "브루어리", "브루잉", "다찌", "makgeolli", "dongdongju", "izakaya", "pojangmacha",
        "brewery", "brewing", "taproom", "dajji",
    ),
    whole=(
        "술", "펍", "바", "beer", "beers", "soju", "wine", "wines", "pub", "pubs", "bar", "bars", "brewpub",
        "brewhouse", "cocktail", "cocktails", "whisky", "whiskey", "sake", "liquor", "hof", "pocha", "alcohol",
    ),
    but=("salad bar", "snack bar", "juice bar"),
)  # fmt: skip
EGGS_AND_MILK: Final = Words(
    within=("치즈", "달걀", "계란", "에그", "크림", "gyeran"),
    whole=("cheese", "egg", "eggs", "cream", "milk", "butter", "omelette"),
)

FOODS: Final[Mapping[Food, Words]] = {
    "pork": PORK, "meat": MEAT, "seafood": SEAFOOD, "alcohol": ALCOHOL, "eggs and milk": EGGS_AND_MILK,
}  # fmt: skip
WITHOUT: Final[Mapping[Diet, tuple[Food, ...]]] = {
    "vegetarian": ("pork", "meat", "seafood"),
    "vegan": ("pork", "meat", "seafood", "eggs and milk"),
    "halal": ("pork", "alcohol"),
    "no_pork": ("pork",),
    "no_seafood": ("seafood",),
}
# Who says in their name that they cook for a diet do, whatever else stands there: a vegan burger is one.
COOKS_FOR: Final[Mapping[Diet, tuple[str, ...]]] = {
    "vegetarian": ("비건", "채식", "사찰음식", "vegan", "vegetarian", "plant based", "meatless"),
    "vegan": ("비건", "vegan", "plant based"),
    "halal": ("할랄", "halal"),
    "no_pork": ("할랄", "halal", "비건", "채식", "vegan", "vegetarian"),
    "no_seafood": ("비건", "채식", "vegan", "vegetarian"),
}
