"""How words are written to Redis (RESP 2)."""


def packed(word: bytes) -> bytes:
    """Return one word of a command."""
    return b"$%d\r\n%b\r\n" % (len(word), word)
