"""Words from outside as plain text: no markup, no links, nothing that moves or hides what stands around them."""

import re
import unicodedata
from typing import Final

from core.planning.model.preferences import Language

READ: Final = 4  # times as much is looked at as is kept
TAG: Final = re.compile(r"<[^<>]*>")
LINK: Final = re.compile(r"!?\[([^\[\]]*)\]\([^()]*\)")
ADDRESS: Final = re.compile(
    r"\b(?:[a-z][a-z0-9+.-]{1,20}://|www\.|(?:mailto|javascript|data|tel|sms):)\S*"
    r"|\S*@\S*"
    r"|\b(?:[\w-]+\.)+(?:com|net|org|io|kr|jp|cn|info|biz|xyz|me|app|dev|ly|gl|gg|co|top|site|online|shop|link|click"
    r"|ru|page|store)\b(?:[/?#:]\S*)?",
    re.IGNORECASE,
)
MARKUP: Final = str.maketrans(dict.fromkeys("<>[]{}|\\`*#_", " "))
SPACE: Final = re.compile(r"\s+")
SCRIPTS: Final[dict[Language, re.Pattern[str]]] = {
    "ko": re.compile("[가-힣]"),
    "ja": re.compile("[ぁ-ヿ]"),
    "en": re.compile("[A-Za-z]"),
}
FOREIGN: Final = re.compile("[가-힣ぁ-ヿ一-鿿]")


def plain(text: str, *, longest: int) -> str:
    """Return a text as one line without anything but words, cut where it is too long."""
    words = "".join(_visible(letter) for letter in unicodedata.normalize("NFC", text[: READ * longest]))
    words = LINK.sub(r"\1", TAG.sub(" ", words))
    words = SPACE.sub(" ", ADDRESS.sub(" ", words).translate(MARKUP)).strip()
    return words if len(words) <= longest else f"{words[: longest - 1].rstrip()}…"


def is_in(text: str, language: Language) -> bool:
    """Tell whether a text may be one in a language, by its letters; names in others may stand within it."""
    own = len(SCRIPTS[language].findall(text))
    return own > len(FOREIGN.findall(text)) if language == "en" else own > 0


def _visible(letter: str) -> str:
    kind = unicodedata.category(letter)
    if kind in ("Cf", "Cs", "Co", "Cn"):
        return ""
    return " " if kind in ("Cc", "Zl", "Zp") else letter
