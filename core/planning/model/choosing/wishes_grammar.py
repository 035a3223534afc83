"""How notes say yes and no, in English, and in Korean and Japanese, where that comes after the thing.

Each grammar is one pattern whose named groups are what a clause is made of: things, and

- `easy` asks for short ways, and `crowds` to stay clear of them, whole;
- `no` is against what follows it, or in Korean and Japanese against what came before it; `cannot` likewise, of food;
- `tail` is against what came before it in English;
- `yes` and `stop` end the reach of what was said.
"""

import re
from typing import Final

from core.planning.model.choosing.wishes_lexicon import THINGS

FILLER: Final = "(?: (?:really|want|to|like|too|much|a|lot|of|have|do|be|able|long|far|very|so|many|any|the|all))*"
WISHING: Final = (
    "(?: (?:really|very|much|particularly|so|too|at|all|want|like|love|enjoy|care|eat|fancy|into|to|for|see|visit|go"
    "|interested|in|a|fan|fond|of|keen|on|any|the|more))*"
)
EASY: Final = (
    rf"\b(?:not|without|don't|avoid|no|hate|can't|cannot|less|little|minimal){FILLER} walk(?:s|ing)?\b"
    r"|\b(?:bad knees?|wheelchair|stroller|pushchair|take it easy|short walks|slow pace)\b"
)
CROWDS: Final = (
    r"\b(?:avoid|avoiding|no|hate|not|without|don't|away from|fewer)(?: (?:the|big|large|like|too))* crowd(?:s|ed)?\b"
)
PRAISE: Final = (
    r"\b(?:don't (?:want to )?(?:miss|skip)|can't (?:wait|get enough)|not only|no problem with|don't mind"
    r"|nothing beats)\b"
)
TAIL: Final = (
    r"\b(?:bores?|boring|allerg(?:y|ies)|(?:is|are)(?:n't| not)|makes? (?:me|us|him|her) (?:sick|ill)|no thanks"
    r"|not (?:for|my))\b"
)
NO: Final = (
    r"\b(?:no|not|\w+n't|cannot|never|avoid(?:ing)?|without|hates?|dislikes?|skip(?:ping)?|except|allergic|tired of"
    rf"|sick of|less|fewer|neither|nor|instead of|rather than|bored (?:of|by|with))\b{WISHING}"
)
YES: Final = r"\b(?:love|loves|like|likes|want|wants|enjoy|prefer|adore|fan of|fond of|keen on|interested in|please)\b"
# A comma ends a no, unless an "or" shows that it is a list.
STOP: Final = (
    r"[.!?;\n]|\b(?:but|however|though|although|instead|just|only|because|so)\b"
    r"|,(?!(?:(?!\b(?:but|love|like|want|prefer)\b)[^.!?;\n])*\b(?:or|nor)\b)"
)

EASTERN_EASY: Final = (
    r"(?:많이\s*|오래\s*|너무\s*|멀리\s*)?걷(?:기|는\s*(?:거|것|건|게)|고\s*싶지)(?:는|도|은|가|를)?\s*"
    r"(?:너무\s*)?(?:싫|힘들|어렵|부담|안\s|않|못|피하|곤란|불편)"
    r"|(?:많이|오래)\s*(?:안|못)\s*걷|무릎|유모차|휠체어|거동|느긋|천천히|여유롭게"
    r"|あまり歩|歩きたくない|歩くの[がは](?:苦手|嫌|大変)|ゆっくり|のんびり|車椅子|ベビーカー"
)
EASTERN_CROWDS: Final = (
    r"(?:사람|인파)[이들]*\s*(?:너무\s*)?(?:많|붐비|몰리)\S*\s*(?:곳|데|장소)?[은는을를이도]?\s*(?:싫|피하|피해|말고|빼고|제외)"
    r"|붐비\S*\s*(?:곳|데|장소)?[은는을를이도]?\s*(?:싫|피하|피해|말고|빼고|제외|않)"
    r"|(?:人混み|混雑)[がはを]?(?:苦手|嫌|避け)"
)
EASTERN_PRAISE: Final = (
    r"놓치\S*\s*(?:싶지|마|말|않)\S*|빼놓\S*|싫지\s*않|나쁘지\s*않|見逃し?たくない|外せない|欠かせない"
)
EASTERN_NO: Final = (
    r"싫|빼고|빼\s*(?:줘|주)|제외|말고|안\s*(?:가|좋아|보|하)|좋아하지\s*(?:는\s*)?않|싶지\s*(?:는\s*)?않|\S고\s싶지\s*않"
    r"|원하지\s*않|관심\s*(?:이\s*|도\s*)?(?:없|무)|별로|질색|피하|피해|없이|사양|필요\s*없"
    r"|苦手|嫌|なし|以外|避け|(?:行き|見)たくない|興味[がは]?(?:ない|ありません)|好きじゃない|好きではない|いらない|不要"
)
EASTERN_CANNOT: Final = r"(?:못|안)\s*먹|먹지\s*(?:는\s*)?(?:못|않)|알레르기|알러지|食べられ|食べない|アレルギー"
EASTERN_YES: Final = (
    r"좋아|좋고|좋은|좋겠|원해|싶|사랑|최고|선호|추천|가요|가자|부탁|위주|好き|行きたい|食べたい|見たい|希望|楽しみ"
)
EASTERN_STOP: Final = (
    r"[.!?;\n。]|하지만|그런데|근데|그리고|그래도|지만|(?:보|가|먹|즐기|들르|구경하|산책하)고(?!\s*싶)"
    r"|でも|けど|しかし"
)


def english_grammar() -> re.Pattern[str]:
    """Return the pattern of notes in English."""
    things = [rf"(?P<{name}>\b(?:{thing.english})\b)" for name, thing in THINGS.items()]
    parts = (("easy", EASY), ("crowds", CROWDS), ("yes0", PRAISE), ("tail", TAIL), ("no", NO), ("yes", YES))
    return _pattern([*_groups(parts), *things, *_groups((("stop", STOP),))])


def eastern_grammar() -> re.Pattern[str]:
    """Return the pattern of notes in Korean and Japanese, in which English words may stand."""
    things = [rf"(?P<{name}>{thing.eastern}|\b(?:{thing.english})\b)" for name, thing in THINGS.items()]
    first = (("easy", EASTERN_EASY), ("crowds", EASTERN_CROWDS), ("yes0", EASTERN_PRAISE), ("cannot", EASTERN_CANNOT))
    last = (("no", EASTERN_NO), ("yes", EASTERN_YES), ("stop", EASTERN_STOP), ("comma", "[,、]"))
    return _pattern([*_groups(first), *things, *_groups(last)])


def _groups(parts: tuple[tuple[str, str], ...]) -> list[str]:
    return [f"(?P<{name}>{pattern})" for name, pattern in parts]


def _pattern(groups: list[str]) -> re.Pattern[str]:
    return re.compile("|".join(groups), re.IGNORECASE)
