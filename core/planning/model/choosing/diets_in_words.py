"""Diets that a note names: what its writers are, and what they keep to."""

import re
from typing import Final, get_args

from core.planning.model.preferences import Diet

NOT: Final = (
    r"(?:\b(?:not|no|non|never|without|avoid|avoiding|hates?|dislikes?|nor|neither|\w+n't)\b[ -]?"
    r"(?:(?:a|an|any|at all|be|eat|for|have|it|like|looking|me|my|necessarily|need|need to be|really|strictly|the|to"
    r"|want|wants|we|i|are|am|is|require|anything|only)[ -])*)"
)
NOT_AFTER: Final = (
    r"(?!\s*(?:\w+\s+)?(?:isn't|aren't|is not|are not|not needed|not necessary))"
    r"(?!\S{0,4}\s*(?:아니|아닙|아닌|말고|싫|빼고|필요\s*(?:는\s*|가\s*|도\s*)?없|안\s*(?:먹|좋))"
    r"|\S{0,3}(?:じゃない|ではない|じゃありません|ではありません|以外|なし))"
)
SAID: Final[dict[Diet, str]] = {
    "vegan": r"(?<![a-z])(?:vegans?|plant[- ]based)(?![a-z])|비건|완전\s*채식|ヴィーガン|ビーガン|完全菜食",
    "vegetarian": (
        r"(?<![a-z])(?:vegetarians?|veggies?|meat[- ]free|meatless)(?![a-z])|채식|베지테리[언안]"
        r"|ベジタリアン|(?<!完全)菜食"
    ),
    "halal": (
        r"(?<![a-z])(?:halal|muslims?)(?![a-z])(?! (?:art|culture|history|quarter|district|street|world))"
        r"|할랄|무슬림|이슬람\s*(?:교인|교도|교\s*신자|신자)|イスラム教徒|ムスリム|ハラー?ル"
    ),
    "no_pork": r"(?<![a-z])(?:pork[- ]free|kosher)(?![a-z])|코셔|豚肉?抜き",
    "no_seafood": r"(?<![a-z])(?:seafood|fish)[- ]free(?![a-z])",
}
PATTERNS: Final = {
    diet: re.compile(rf"(?P<denied>{NOT})?(?:{said}){NOT_AFTER}", re.IGNORECASE) for diet, said in SAID.items()
}


def diets_in(note: str) -> tuple[Diet, ...]:
    """Return the diets that a note names and does not deny; what its writers merely do not eat is read elsewhere."""
    return tuple(diet for diet in get_args(Diet) if any(not said["denied"] for said in PATTERNS[diet].finditer(note)))
