"""The things that notes speak of, and the words they use for them in English, Korean and Japanese.

A word of Korean or Japanese stands in many others: 산, a mountain, is in 부산 and in 해산물. Where that can be, the
patterns look at what stands beside it.
"""

from typing import Final

from attrs import frozen

from core.planning.model.preferences import Diet, Interest


@frozen(kw_only=True)
class Thing:
    """Something to like or to dislike: the interest it belongs to, and the texts that say to avoid it.

    `diet` is what those keep to who dislike it.
    """

    interest: Interest | None = None
    avoid: tuple[str, ...] = ()
    diet: Diet | None = None
    edible: bool = False
    english: str
    eastern: str


QUIET: Final = "quiet"
# The first that matches wins, so that theme parks come before parks, and seafood before the sea.
THINGS: Final[dict[str, Thing]] = {
    "seafood": Thing(
        interest="food",
        avoid=("seafood", "raw fish", "fish market"),
        diet="no_seafood",
        edible=True,
        english="sea ?food|sushi|raw fish|sashimi|shellfish|fish",
        eastern="해산물|해물|횟집|생선|조개|海鮮|魚介|シーフード|刺身",
    ),
    "pork": Thing(
        interest="food",
        diet="no_pork",
        edible=True,
        english="pork(?: (?:belly|meat))?|bacon|ham|pig(?: meat)?",
        eastern=r"돼지\s*고기|돼지|삼겹살|豚肉?|ポーク",
    ),
    "beef": Thing(
        interest="food",
        avoid=("beef", "hanwoo", "bulgogi"),
        edible=True,
        english="beef|steaks?|hanwoo|bulgogi",
        eastern=r"[소쇠]\s*고기|한우|불고기|牛肉",
    ),
    "meat": Thing(
        interest="food",
        diet="vegetarian",
        edible=True,
        english="meats?",
        eastern="육류|(?<![가-힣])고기|肉",
    ),
    "activity": Thing(
        interest="activity",
        avoid=("activity",),
        english="activit(?:y|ies)|adventures?|surfing|kayaking|theme parks?|amusement parks?|rides?|sports?",
        eastern="액티비티|체험|서핑|레저|놀이공원|테마파크|体験|アクティビティ|サーフィン",
    ),
    "view": Thing(
        interest="view",
        avoid=("view",),
        english="(?:night )?views?|skylines?|observator(?:y|ies)|panoramas?|sunsets?|sunrises?",
        eastern="전망|야경|(?<![가-힣])뷰|노을|일몰|일출|夜景|景色|展望|眺め|夕日",
    ),
    "nightlife": Thing(
        interest="nightlife",
        avoid=("nightlife",),
        english="night ?life|bars?|pubs?|clubs?|clubbing|drinking|cocktails?",
        eastern="술집|클럽|유흥|(?<![가-힣])술(?=[은을이도 ,]|$)|夜遊び|飲み屋|居酒屋",
    ),
    "museum": Thing(interest="culture", avoid=("museum",), english="museums?", eastern="박물관|博物館"),
    "art": Thing(
        interest="art",
        avoid=("arts", "gallery"),  # "art" stands in martyrs, and in much else
        english="arts?|galler(?:y|ies)|exhibitions?",
        eastern="미술|예술|갤러리|전시|美術|アート|ギャラリー|展示",
    ),
    "temple": Thing(
        interest="history",
        avoid=("temple",),
        english="temples?|shrines?",
        eastern="사찰|(?<![가-힣])절(?=[은을이과도만에 ,]|$)|寺",
    ),
    "palace": Thing(interest="history", avoid=("palace",), english="palaces?", eastern="고궁|궁궐|宮殿|古宮"),
    "history": Thing(
        interest="history",
        avoid=("history",),
        english="histor(?:y|ic|ical)|heritage|ruins",
        eastern="역사|유적|문화재|歴史|遺跡",
    ),
    "sea": Thing(
        interest="sea",
        avoid=("beach",),
        english="sea|seaside|beach(?:es)?|ocean|coast(?:al)?",
        eastern="바다|바닷가|해변|해수욕|해안|오션|海(?![外鮮産])|ビーチ",
    ),
    "cafe": Thing(
        interest="cafe",
        avoid=("cafe",),
        edible=True,
        english="caf[eé]s?|coffee|desserts?",
        eastern="카페|커피|디저트|カフェ|コーヒー",
    ),
    "market": Thing(interest="shopping", avoid=("market",), english="markets?", eastern="시장|市場"),
    "shopping": Thing(
        interest="shopping",
        avoid=("shopping",),
        english="shop(?:s|ping)?|malls?|boutiques?|outlets?",
        eastern="쇼핑|백화점|면세점|買い物|ショッピング",
    ),
    "food": Thing(
        interest="food",
        edible=True,
        english="food(?:ie|ies)?|eating|restaurants?|cuisine|gourmet|delicious",
        eastern="맛집|먹거리|음식|미식|グルメ|美味し|おいしい|料理|食べ歩き",
    ),
    "park": Thing(interest="nature", avoid=("park",), english="parks?", eastern="공원|公園"),
    "hiking": Thing(
        interest="nature",
        avoid=("hiking", "mountain"),
        english="hik(?:e|es|ing)|mountains?|trekking",
        eastern="등산|트레킹|하이킹|(?<![가-힣])산(?=[을은이도에과 ,]|$)|登山|ハイキング",
    ),
    "nature": Thing(
        interest="nature",
        avoid=("nature",),
        english="nature|natural|forests?|gardens?|lakes?|waterfalls?",
        eastern="자연|숲|수목원|호수|폭포|계곡|自然|森|庭園",
    ),
    "culture": Thing(
        interest="culture",
        avoid=("culture",),
        english="cultur(?:e|al)|traditions?|traditional|hanoks?",
        eastern="문화|전통(?!시장)|한옥|공연|文化|伝統|韓屋",
    ),
    "family": Thing(
        interest="family",
        english="kids?|child(?:ren)?|famil(?:y|ies)|toddlers?|bab(?:y|ies)|daughters?|sons?",
        eastern="아이들|아이(?=[와랑도가는를과하 ]|이랑|$)|애들|아기|유아|어린이|가족|子供|子ども|こども|家族|赤ちゃん",
    ),
    QUIET: Thing(
        english="quiet(?:er)?|peaceful|tranquil|uncrowded|hidden gems?|off the beaten (?:path|track)",
        eastern="조용|한적|한산|고즈넉|静か|穏やか",
    ),
}
