"""Which language a client would rather read (RFC 9110 section 12.5.4)."""

from typing import Final

from core.identity.model.user import LOCALES, Locale

FALLBACK: Final[Locale] = "en"


def locale_of(accept_language: str) -> Locale:
    """Return the best of the languages we have; what the client does not say is English."""
    ranges = sorted(map(_range, accept_language.split(",")), key=lambda one: -one[1])
    wanted = (language for language, weight in ranges if weight > 0)
    return next((locale for language in wanted for locale in LOCALES if language == locale), FALLBACK)


def _range(part: str) -> tuple[str, float]:
    language, *parameters = (piece.strip().lower() for piece in part.split(";"))
    weights = [parameter[2:] for parameter in parameters if parameter.startswith("q=")]
    try:
        return language.partition("-")[0], float(weights[0]) if weights else 1.0
    except ValueError:
        return language, 0.0
