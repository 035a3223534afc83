"""Takes a text apart into what is drawn as one: a letter with its accents, an emoji with all that belongs to it."""

import re
import unicodedata
from collections.abc import Iterator
from functools import lru_cache
from typing import Final

from attrs import frozen

from adapters.pillow.lettering_fonts import Face, emoji_face, faces, is_one_emoji, width_of

ZWJ: Final = "\u200d"
AS_EMOJI: Final = "\ufe0f"
AS_TEXT: Final = "\ufe0e"
KEYCAP: Final = "\u20e3"
SELECTORS: Final = (AS_EMOJI, AS_TEXT, KEYCAP)
UNKNOWN: Final = "\N{MIDDLE DOT}"
MOST_ACCENTS: Final = 3
EMOJI_WIDTH: Final = 1.24
FIRST_ASTRAL_EMOJI: Final = "\U0001f000"

TONES: Final = "[\U0001f3fb-\U0001f3ff]"
# UTS #51: what may follow an emoji and belongs to it; two regional indicators are a flag.
CLUSTER: Final = re.compile(
    f"(?P<flag>[\U0001f1e6-\U0001f1ff]{{2}})"
    f"|(?P<one>.[{AS_EMOJI}{AS_TEXT}]?{TONES}?[\U000e0020-\U000e007f]*{KEYCAP}?"
    f"(?:{ZWJ}[\u2190-\u2bff\U0001f000-\U0001faff]{AS_EMOJI}?{TONES}?)*)",
    re.DOTALL,
)
NOT_PARTS: Final = re.compile(f"{TONES}|[{AS_EMOJI}{AS_TEXT}{KEYCAP}\U000e0020-\U000e007f]|{ZWJ}[\u2640\u2642]")


@frozen
class Mark:
    """Something that is drawn whole; `width` in sizes of its letters; without a face it is an emoji."""

    text: str
    face: Face | None
    width: float


def marks_of(word: str, *, bold: bool) -> tuple[Mark, ...]:
    """Return the marks of a word; what no font has becomes a dot, one for all in a row."""
    marks: list[Mark] = []
    for cluster in _clusters(word):
        for mark in _marks(cluster, bold=bold):
            if not (mark.text == UNKNOWN and marks and marks[-1].text == UNKNOWN):
                marks.append(mark)
    return tuple(marks)


def _clusters(word: str) -> Iterator[str]:
    held = ""
    for found in CLUSTER.finditer(word):
        cluster = found[0]
        if held and _follows(cluster[0]):
            held += cluster
            continue
        if held:
            yield held
        held = cluster
    if held:
        yield held


@lru_cache(maxsize=4096)
def _marks(cluster: str, *, bold: bool) -> tuple[Mark, ...]:
    if _is_emoji(cluster, bold=bold):
        return tuple(Mark(part, None, EMOJI_WIDTH) for part in _pictures(cluster))
    plain = "".join(character for character in cluster if character not in SELECTORS and not _is_unseen(character))
    if not plain:
        return ()
    return tuple(_letters(plain, bold=bold)) or tuple(_letters(UNKNOWN, bold=bold))


def _is_emoji(cluster: str, *, bold: bool) -> bool:
    if AS_TEXT in cluster or cluster[0] not in emoji_face().coverage or _follows(cluster[0]):
        return False
    if cluster[0] >= FIRST_ASTRAL_EMOJI:
        return True
    return AS_EMOJI in cluster or KEYCAP in cluster or _face(cluster[0], bold=bold) is not faces(bold=bold)[0]


def _follows(character: str) -> bool:
    """Tell whether it belongs to what is before it, as accents do; so do signs that are not seen."""
    return unicodedata.category(character) in ("Mn", "Me", "Mc", "Cf")


def _is_unseen(character: str) -> bool:
    return unicodedata.category(character) in ("Cc", "Cf", "Cs", "Co")


def _pictures(cluster: str) -> Iterator[str]:
    """Yield the sequence if there is a picture of it, else what it consists of, as far as there are pictures."""
    if is_one_emoji(cluster):
        yield cluster
        return
    plainer = NOT_PARTS.sub("", cluster)
    if plainer and plainer != cluster:
        yield from _pictures(plainer)
    elif len(cluster) > 1:
        for part in cluster.replace(ZWJ, ""):
            yield from _pictures(part)


def _letters(cluster: str, *, bold: bool) -> Iterator[Mark]:
    face = _face(cluster[0], bold=bold)
    if face is not None:
        accents = [accent for accent in cluster[1:] if accent in face.coverage][:MOST_ACCENTS]
        text = cluster[0] + "".join(accents)
        yield Mark(text, face, width_of(text, face))
        return
    alike = unicodedata.normalize("NFKC", cluster[0])
    if alike != cluster[0]:
        for character in alike:
            yield from _letters(character, bold=bold)


def _face(character: str, *, bold: bool) -> Face | None:
    return next((face for face in faces(bold=bold) if character in face.coverage), None)
