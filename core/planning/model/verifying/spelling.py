"""What two ways to write one name have in common, as the verifier sees it."""

from unicodedata import normalize


def spelling(text: str) -> str:
    """Return the letters and digits of a text alone, whatever their case and width."""
    return "".join(sign for sign in normalize("NFKC", text).casefold() if sign.isalnum())
