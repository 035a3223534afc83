"""How notes say when days begin and end, in English, Korean and Japanese.

Each pattern has the group `time`; where it has `denied`, a no belongs to what it says: "not before eleven".
"""

import re
from collections.abc import Iterable
from typing import Final

NUMBERS: Final = {
    "one": 1, "two": 2, "three": 3, "four": 4, "five": 5, "six": 6, "seven": 7, "eight": 8, "nine": 9, "ten": 10,
    "eleven": 11, "twelve": 12, "fifteen": 15, "thirty": 30, "forty-five": 45,
    "한": 1, "두": 2, "세": 3, "네": 4, "다섯": 5, "여섯": 6, "일곱": 7, "여덟": 8, "아홉": 9, "열": 10, "열한": 11,
    "열두": 12,
}  # fmt: skip
HALVES: Final = {
    "am": "am", "morning": "am", "오전": "am", "아침": "am", "새벽": "am", "午前": "am", "朝": "am",
    "pm": "pm", "afternoon": "pm", "evening": "pm", "오후": "pm", "저녁": "pm", "午後": "pm", "夕方": "pm",
    "낮": "day", "점심": "day", "昼": "day", "night": "night", "밤": "night", "夜": "night",
}  # fmt: skip
NAMED: Final = {"noon": 12, "midday": 12, "정오": 12, "正午": 12, "midnight": 24, "자정": 24}

HOURS: Final = r"(?:\d{1,2}|one|two|three|four|five|six|seven|eight|nine|ten|eleven|twelve)"
MINUTES: Final = r"(?:\d{2}|thirty|fifteen|forty-five)"
HALF: Final = (
    r"(?:[ap]m|o'?clock(?: (?:in the (?:morning|afternoon|evening)|at night))?|at night"
    r"|(?:in the )?(?:morning|evening))"
)
# What follows a bare number that is an hour, and not the number of something.
OVER: Final = r"(?![\w:/])(?!\.\d)"
THEN: Final = (
    r"(?=\s*(?:$|[,;!?)~-]|[.](?!\d)|please|pls|sharp|ish\b|at the latest|latest|each|every|daily|and|so|because|if"
    r"|since|to|until|till|or so|with))"
)
SURE: Final = (
    rf"(?<![\d:.])(?:noon|midday|midnight|half past {HOURS}(?:\s*{HALF})?|\d{{1,2}}[:.]\d{{2}}(?:\s*{HALF})?"
    rf"|{HOURS}(?:[ -]{MINUTES})?\s*{HALF}){OVER}"
)
TIME: Final = rf"(?:{SURE}|(?<![\d:.]){HOURS}(?:[ -]{MINUTES})?{OVER}{THEN})"
WORDS: Final = (
    r"(?: (?!start|begin|back|home|return|end|finish|before|after|from|until|till|leave|half|quarter|past)[a-z']+)"
)
START: Final = (
    r"\b(?:start(?:s|ing)?|begin(?:s|ning)?|set(?:ting)? (?:off|out)|head(?:ing)? out|go(?:ing)? out|get(?:ting)? going"
    r"|leav(?:e|ing) (?:the|our|my) (?:hotel|hostel|house|room|lodging|apartment|guesthouse))"
)
END: Final = (
    r"\b(?:back|home|return(?:s|ing)?|in bed|finish(?:es|ed|ing)?|end(?:s|ing)?|done|over|wrap(?:ping)? (?:it )?up"
    r"|(?:in|at) (?:the|our|my) (?:hotel|hostel|lodging|room|apartment|guesthouse))"
)
NOTHING: Final = r"(?:\b(?:not|no|never|nothing|cannot)\b|\w+n't\b)"
TO: Final = r"\s*(?:to|until|till|and|-|\u2013|~)\s*"

ABOUT: Final = r"\s*(?:쯤|경|정도|頃|ごろ)?"
KOREAN_DAY: Final = "오전|아침|새벽|오후|저녁|낮|점심|밤"
JAPANESE_DAY: Final = "午前|朝|午後|夕方|夜|昼"
KOREAN: Final = (
    rf"(?<![\d:.가-힣])(?:(?:{KOREAN_DAY})\s*)?(?:정오|자정|\d{{1,2}}:\d{{2}}(?!\d)"
    r"|(?:\d{1,2}|열두|열한|열|아홉|여덟|일곱|여섯|다섯|네|세|두|한)\s*시(?!간)(?:\s*(?:반|\d{1,2}\s*분))?)"
)
NEXT: Final = r"(?:[^\s\d]+\s+)"
HOTEL: Final = "(?:숙소|호텔|집|방|펜션|민박|게스트하우스)"
JAPANESE: Final = (
    rf"(?<![\d:.])(?:(?:{JAPANESE_DAY})の?)?(?:正午|\d{{1,2}}:\d{{2}}(?!\d)"
    r"|\d{1,2}時(?!間)(?:半|\d{1,2}分)?)"
)


def _compiled(patterns: Iterable[str]) -> tuple[re.Pattern[str], ...]:
    return tuple(re.compile(pattern, re.IGNORECASE) for pattern in patterns)


ENGLISH_STARTS: Final = (
    rf"{START}{WORDS}{{0,4}}?\s*(?:at|from|after|around|about|by|is|:)? (?P<time>{TIME})",
    (
        rf"(?P<denied>{NOTHING}{WORDS}{{0,5}}?(?: (?:start|begin|leave|go)[a-z]*{WORDS}{{0,3}}?)?"
        rf" (?:before|earlier than|sooner than)) (?P<time>{TIME})"
    ),
    rf"\bfrom (?P<time>{SURE})",
    rf"\b(?:from|between) (?P<time>{TIME})(?={TO}{SURE})",
    rf"(?P<time>{SURE})(?={TO}{SURE})",
)
KOREAN_STARTS: Final = (
    rf"(?P<time>{KOREAN}){ABOUT}\s*부터",
    rf"(?P<time>{KOREAN})(?=\s*[~-]\s*{KOREAN})",
    (
        rf"(?P<time>{KOREAN}){ABOUT}\s*(?:에|이후에?|넘어서?|지나서?)?\s*{NEXT}{{0,3}}?"
        r"(?:시작|(?<!로 )출발|나가|나갈|움직이)"
    ),
    rf"(?:^\D*?(?:시작|출발)|(?:시작|출발)[은는])\s*(?:시간[은는]?\s*)?(?P<time>{KOREAN})",
    (
        rf"(?P<time>{KOREAN}){ABOUT}\s*(?P<denied>(?:이전|전)\S{{0,2}}\s*(?:(?!들어|돌아|복귀|귀가)\S+\s+){{0,3}}?"
        r"\S*(?:못|싫|안|않|말|힘들|무리|어려))"
    ),
)
JAPANESE_STARTS: Final = (rf"(?P<time>{JAPANESE}){ABOUT}(?:から|以降|に?(?:出発|開始|スタート|始))",)
ENGLISH_ENDS: Final = (
    (
        rf"{END}{WORDS}{{0,5}}? (?:(?P<denied>no later than|not later than)|by|before|at|around|about|until|till|is)"
        rf" (?P<time>{TIME})"
    ),
    rf"(?P<denied>{NOTHING}{WORDS}{{0,5}}? (?:after|past|later than|beyond)) (?P<time>{TIME})",
    rf"\b(?:until|till) (?P<time>{SURE})",
    rf"\b(?:from|between) {TIME}{TO}(?P<time>{SURE})",
    rf"{SURE}{TO}(?P<time>{SURE})",
)
KOREAN_ENDS: Final = (
    rf"{KOREAN}\s*[~-]\s*(?P<time>{KOREAN})",
    rf"(?P<time>{KOREAN}){ABOUT}\s*까지(?!\S*\s*(?:\S+\s+)?(?:도착|자고|자는|잠|늦잠|잘래))",
    (
        rf"{HOTEL}\S{{0,3}}\s+{NEXT}{{0,2}}?(?P<time>{KOREAN}){ABOUT}\s*(?:까지|전|이전|안)\S{{0,2}}\s*{NEXT}{{0,2}}?"
        r"(?:도착|가|와|오)"
    ),
    (
        rf"(?P<time>{KOREAN}){ABOUT}\s*(?:에는?|전에는?|전까지|이전에?|까지는?)?\s*{NEXT}{{0,3}}?"
        r"(?:복귀|돌아(?!다)|들어가|들어와|귀가|끝(?!은)|마무리|마치|종료)"
    ),
    rf"(?:^\D*?(?:끝|종료|복귀|귀가)|(?:끝|종료|복귀|귀가)[은는])\s*(?:시간[은는]?\s*)?(?P<time>{KOREAN})",
    (
        rf"(?P<time>{KOREAN}){ABOUT}\s*(?P<denied>(?:이후|넘어서?|후)\S{{0,2}}\s*(?:\S+\s+){{0,3}}?"
        r"\S*(?:싫|안\s|않|못|쉬))"
    ),
)
JAPANESE_ENDS: Final = (
    rf"(?P<time>{JAPANESE}){ABOUT}(?:まで|前に)",
    rf"(?P<time>{JAPANESE}){ABOUT}に?は?[^。\d]{{0,10}}?(?:戻|帰|終)",
)
STARTS: Final = _compiled((*ENGLISH_STARTS, *KOREAN_STARTS, *JAPANESE_STARTS))
ENDS: Final = _compiled((*ENGLISH_ENDS, *KOREAN_ENDS, *JAPANESE_ENDS))
NO: Final = re.compile(
    rf"{NOTHING}|\bwithout\b|않|싫|말고|(?<![가-힣])[안못]\s|필요\s*(?:는\s*|가\s*)?없|지\s*마|たくない|ません(?!か)|なくて",
    re.IGNORECASE,
)
# What is about one day, or about something else than the day.
ONE_DAY: Final = re.compile(
    r"\b(?:flights?|planes?|trains?|ktx|srt|bus(?:es)?|ferry|airport"
    r"|check(?:ing)?[- ]?(?:in|out)|arriv\w*|landing|depart\w*"
    r"|(?:first|last|second|third|next) (?:day|morning|evening)|day \d|(?:mon|tues|wednes|thurs|fri|satur|sun)days?"
    r"|today|tomorrow|tonight|\d{1,2}(?:st|nd|rd|th)|lunch|dinner|breakfast|brunch|supper|meals?|eat|reserv\w*"
    r"|book(?:ed|ing)|tickets?|show|concert|performance|open(?:s|ing)?|close[sd]?|closing|museum|meeting|appointment|wedding)\b"
    r"|비행기|항공|기차|열차|버스|배편|페리|공항|체크\s*(?:인|아웃)|첫\s*날|둘째|셋째|마지막\s*날|오늘|내일"
    r"|[월화수목금토일]요일"
    r"|\d\s*일(?:차|날|에)|점심\s*(?:식사|밥|을|은|먹)|아침\s*(?:식사|밥|을|은|먹)|저녁\s*(?:식사|밥|을|은|먹)|식사|예약|공연"
    r"|영업|문\s*(?:을\s*)?(?:열|닫)|오픈|마감|회의|약속|결혼|서울로|집으로"
    r"|飛行機|電車|新幹線|バス|空港|チェック(?:イン|アウト)|到着|初日|最終日|[月火水木金土日]曜|昼食|夕食|朝食|ランチ|ディナー|予約",
    re.IGNORECASE,
)
TIMES: Final = _compiled(
    (
        (
            rf"(?:(?P<named>noon|midday|midnight)|(?P<half>half past )?(?P<hour>{HOURS})"
            rf"(?:[:. -](?P<minutes>{MINUTES}))?\s*(?:o'?clock)?"
            r"\s*(?:in the |at )?(?P<day>[ap]m|morning|afternoon|evening|night)?)"
        ),
        (
            rf"(?P<day>{KOREAN_DAY})?\s*(?:(?P<named>정오|자정)|(?P<hour>\d{{1,2}}|[가-힣]{{1,2}})\s*[시:]"
            r"\s*(?:(?P<half>반)|(?P<minutes>\d{1,2})\s*분?)?)"
        ),
        (
            rf"(?:(?P<day>{JAPANESE_DAY})の?)?(?:(?P<named>正午)|(?P<hour>\d{{1,2}})[時:]"
            r"(?:(?P<half>半)|(?P<minutes>\d{1,2})分?)?)"
        ),
    )
)
